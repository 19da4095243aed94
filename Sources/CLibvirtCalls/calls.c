// Without libvirt's headers nothing calls what is here, but it is compiled.
#if __has_include(<libvirt/libvirt.h>)

#include "libvirt_calls.h"

#include <dlfcn.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#ifdef __APPLE__
#define LIBRARY "libvirt.0.dylib"
#else
#define LIBRARY "libvirt.so.0"
#endif

static void *library;
static char failure[256];

static void load(void) {
    library = dlopen(LIBRARY, RTLD_LAZY);
    if (!library) snprintf(failure, sizeof failure, "%s", dlerror());
}

const char *lab_libvirt_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return library ? NULL : failure;
}

static void *find(_Atomic(void *) *known, const char *name) {
    void *found = atomic_load_explicit(known, memory_order_acquire);
    if (!found && !lab_libvirt_load()) {
        found = dlsym(library, name);
        atomic_store_explicit(known, found, memory_order_release);
    }
    return found;
}

#define CALL(result, name, parameters, arguments, otherwise)                \
    result name parameters {                                                \
        static _Atomic(void *) known;                                       \
        __typeof__(&name) function = (__typeof__(&name))find(&known, #name); \
        return function ? function arguments : otherwise;                   \
    }
// What a connection or a domain does, as one of libvirt's numbers.
#define NUMBER(name, parameters, arguments) CALL(int, name, parameters, arguments, -1)
// A text, or a thing of libvirt's.
#define POINTER(type, name, parameters, arguments) CALL(type, name, parameters, arguments, NULL)

POINTER(virErrorPtr, virGetLastError, (void), ())
NUMBER(virGetVersion, (unsigned long *version, const char *type, unsigned long *typeVersion),
       (version, type, typeVersion))
NUMBER(virEventRegisterDefaultImpl, (void), ())
NUMBER(virEventRunDefaultImpl, (void), ())

CALL(void, virSetErrorFunc, (void *context, virErrorFunc handler), (context, handler), (void)0)

POINTER(virConnectPtr, virConnectOpen, (const char *uri), (uri))
NUMBER(virConnectClose, (virConnectPtr connection), (connection))
NUMBER(virConnectIsAlive, (virConnectPtr connection), (connection))
NUMBER(virConnectSetKeepAlive, (virConnectPtr connection, int interval, unsigned int count),
       (connection, interval, count))
NUMBER(virConnectGetVersion, (virConnectPtr connection, unsigned long *version),
       (connection, version))
POINTER(char *, virConnectGetHostname, (virConnectPtr connection), (connection))
POINTER(char *, virConnectGetCapabilities, (virConnectPtr connection), (connection))
NUMBER(virConnectListAllDomains,
       (virConnectPtr connection, virDomainPtr **domains, unsigned int flags),
       (connection, domains, flags))
NUMBER(virConnectDomainEventRegisterAny,
       (virConnectPtr connection, virDomainPtr domain, int event,
        virConnectDomainEventGenericCallback callback, void *context, virFreeCallback release),
       (connection, domain, event, callback, context, release))
NUMBER(virConnectDomainEventDeregisterAny, (virConnectPtr connection, int callback),
       (connection, callback))

POINTER(virDomainPtr, virDomainCreateXML,
        (virConnectPtr connection, const char *xml, unsigned int flags), (connection, xml, flags))
POINTER(virDomainPtr, virDomainLookupByName, (virConnectPtr connection, const char *name),
        (connection, name))
NUMBER(virDomainFree, (virDomainPtr domain), (domain))
POINTER(const char *, virDomainGetName, (virDomainPtr domain), (domain))
NUMBER(virDomainGetUUIDString, (virDomainPtr domain, char *text), (domain, text))
POINTER(char *, virDomainGetXMLDesc, (virDomainPtr domain, unsigned int flags), (domain, flags))
POINTER(char *, virDomainGetMetadata,
        (virDomainPtr domain, int type, const char *uri, unsigned int flags),
        (domain, type, uri, flags))
NUMBER(virDomainSetMetadata,
       (virDomainPtr domain, int type, const char *text, const char *key, const char *uri,
        unsigned int flags),
       (domain, type, text, key, uri, flags))
NUMBER(virDomainUpdateDeviceFlags, (virDomainPtr domain, const char *xml, unsigned int flags),
       (domain, xml, flags))

NUMBER(virDomainIsActive, (virDomainPtr domain), (domain))
NUMBER(virDomainGetState, (virDomainPtr domain, int *state, int *reason, unsigned int flags),
       (domain, state, reason, flags))
NUMBER(virDomainSuspend, (virDomainPtr domain), (domain))
NUMBER(virDomainResume, (virDomainPtr domain), (domain))
NUMBER(virDomainShutdown, (virDomainPtr domain), (domain))
NUMBER(virDomainReboot, (virDomainPtr domain, unsigned int flags), (domain, flags))
NUMBER(virDomainReset, (virDomainPtr domain, unsigned int flags), (domain, flags))
NUMBER(virDomainDestroy, (virDomainPtr domain), (domain))

NUMBER(virDomainSaveFlags,
       (virDomainPtr domain, const char *file, const char *xml, unsigned int flags),
       (domain, file, xml, flags))
NUMBER(virDomainRestoreFlags,
       (virConnectPtr connection, const char *file, const char *xml, unsigned int flags),
       (connection, file, xml, flags))
POINTER(char *, virDomainSaveImageGetXMLDesc,
        (virConnectPtr connection, const char *file, unsigned int flags),
        (connection, file, flags))
POINTER(virDomainSnapshotPtr, virDomainSnapshotCreateXML,
        (virDomainPtr domain, const char *xml, unsigned int flags), (domain, xml, flags))
NUMBER(virDomainSnapshotFree, (virDomainSnapshotPtr snapshot), (snapshot))

#endif
