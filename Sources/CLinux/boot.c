#define _GNU_SOURCE
#include "lab_boot.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

static int outcome(long result) { return result < 0 ? -errno : 0; }

int lab_enter_root(const char *directory) {
    if (chdir(directory) != 0) return -errno;
    if (chroot(".") != 0) return -errno;
    return outcome(chdir("/"));
}

int lab_power_off(void) {
    sync();
    return outcome(reboot(RB_POWER_OFF));
}

int lab_watch_changes(int descriptor) {
    int watch = epoll_create1(EPOLL_CLOEXEC);
    if (watch < 0) return -errno;
    // A serial port without a reader is readable for ever: only changes are of interest.
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET};
    if (epoll_ctl(watch, EPOLL_CTL_ADD, descriptor, &event) == 0) return watch;
    int code = -errno;
    close(watch);
    return code;
}

int lab_wait_for_change(int watch) {
    struct epoll_event event;
    while (epoll_wait(watch, &event, 1, -1) < 0)
        if (errno != EINTR) return -errno;
    return 0;
}

static int resize(int file, int64_t size, int64_t wanted) {
    if (wanted < size) return outcome(ftruncate(file, wanted));
    // What does not fit has been written by somebody else.
    int code = outcome(fallocate(file, 0, size, wanted - size));
    return code == -ENOSPC ? 0 : code;
}

int lab_fill_disk(const char *path, int64_t room) {
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return -errno;
    int code = 0;
    // The file's own records take room, too: measured again until nothing is too much.
    for (int round = 0; round < 8 && code == 0; round++) {
        struct stat status;
        struct statfs disk;
        if (fstat(file, &status) != 0 || fstatfs(file, &disk) != 0) {
            code = -errno;
            break;
        }
        int64_t excess = (int64_t)disk.f_bavail - room / disk.f_bsize;
        int64_t wanted = status.st_size + excess * disk.f_bsize;
        if (wanted < 0) wanted = 0;
        if (wanted == status.st_size) break;
        code = resize(file, status.st_size, wanted);
    }
    close(file);
    return code;
}
