#define _GNU_SOURCE
#include "lab_tap_namespace.h"
#include "lab_tap.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>

static void *open_namespace(void *result) {
    int fd = unshare(CLONE_NEWNET) < 0 ? -errno : 0;
    if (fd == 0) fd = lab_interface_up("lo");
    if (fd == 0) {
        fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
        if (fd < 0) fd = -errno;
    }
    *(int *)result = fd;
    return NULL;
}

int lab_network_namespace_open(void) {
    // unshare moves the calling thread, so it is one that ends.
    pthread_t thread;
    int fd = -1;
    int failure = pthread_create(&thread, NULL, open_namespace, &fd);
    if (failure != 0) return -failure;
    pthread_join(thread, NULL);
    return fd;
}

int lab_network_namespace_enter(int fd) {
    return setns(fd, CLONE_NEWNET) < 0 ? -errno : 0;
}
