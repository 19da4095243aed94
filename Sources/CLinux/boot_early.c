#define _GNU_SOURCE
#include "lab_boot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void complain(const char *what, const char *name) {
    dprintf(2, "lab-agent: cannot %s %s: %s\n", what, name, strerror(errno));
}

static void show_kernel(const char *type, const char *place) {
    mkdir(place, 0755);
    // A kernel may have mounted its devices by itself.
    if (mount(type, place, type, MS_NOSUID, NULL) != 0 && errno != EBUSY) complain("mount", type);
}

// A kernel that finds no /dev/console in its first file system opens none of the three.
static void open_console(void) {
    for (int descriptor = 0; descriptor < 3; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0) open("/dev/console", O_RDWR | O_NOCTTY);
}

static void load(int directory, const char *name) {
    int file = openat(directory, name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return complain("read the driver", name);
    long outcome = syscall(SYS_finit_module, file, "", 0);
    // One that the kernel has already, and one for a processor that this is not.
    if (outcome != 0 && errno != EEXIST && errno != ENODEV) complain("load the driver", name);
    close(file);
}

static int is_visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static void load_all(void) {
    struct dirent **entries;
    int directory = open(LAB_MODULES, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return;
    int count = scandirat(directory, ".", &entries, is_visible, alphasort);
    for (int i = 0; i < count; i++) {
        load(directory, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
    close(directory);
}

// Before everything else that is made before main: Swift's runtime looks for its executable in
// /proc there, and then waits for random numbers, which a machine without the driver of its source
// collects for a second.
__attribute__((constructor(101))) static void begin(int count, char **arguments) {
    if (getpid() != 1 || count < 1 || strcmp(arguments[0], "/init") != 0) return;
    if (access("/proc/self", F_OK) == 0) return;
    show_kernel("devtmpfs", "/dev");
    open_console();
    show_kernel("proc", "/proc");
    show_kernel("sysfs", "/sys");
    load_all();
}
