#define _GNU_SOURCE
#include "lab_machine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// The child comes from a process that may have threads: nothing but system calls here.

struct findings {
    int output;
    int errors[LAB_TRIAL_COUNT];
};

static int note(struct findings *findings, enum lab_trial trial, int result) {
    findings->errors[trial] = result < 0 ? errno : 0;
    return result;
}

static int write_text(const char *path, const char *text, size_t length) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t written = write(file, text, length);
    close(file);
    return written < 0 ? -1 : 0;
}

static int map_one(const char *path, unsigned id) {
    char digits[12], line[24] = "0 ";
    size_t count = 0, length = 2;
    do digits[count++] = (char)('0' + id % 10);
    while (id /= 10);
    while (count) line[length++] = digits[--count];
    memcpy(line + length, " 1", 2);
    return write_text(path, line, length + 2);
}

static int map_ids(unsigned user, unsigned group) {
    if (write_text("/proc/self/setgroups", "deny", 4) < 0) return -1;
    if (map_one("/proc/self/uid_map", user) < 0) return -1;
    return map_one("/proc/self/gid_map", group);
}

static int try_tap(int device) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    memcpy(request.ifr_name, "lab0", 4);
    request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    int carrier = 0;
    if (ioctl(device, TUNSETIFF, &request) < 0) return -1;
    return ioctl(device, TUNSETCARRIER, &carrier) < 0 ? -1 : 0;
}

static int try_overlay(void) {
    // On /proc, since that directory is everywhere; nobody else sees it.
    if (mount("tmpfs", "/proc", "tmpfs", 0, NULL) < 0) return -1;
    if (mkdir("/proc/low", 0755) < 0 || mkdir("/proc/up", 0755) < 0) return -1;
    if (mkdir("/proc/work", 0755) < 0 || mkdir("/proc/all", 0755) < 0) return -1;
    return mount(
        "overlay", "/proc/all", "overlay", 0,
        "lowerdir=/proc/low,upperdir=/proc/up,workdir=/proc/work");
}

/// In the new PID namespace, whose first process this is.
static void try_inside(struct findings *findings) {
    if (note(findings, LAB_TRIAL_MOUNT, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) == 0) {
        note(
            findings, LAB_TRIAL_PROC,
            mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL));
    }
    int device = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (note(findings, LAB_TRIAL_TUN, device) >= 0)
        note(findings, LAB_TRIAL_TAP, try_tap(device));
    if (findings->errors[LAB_TRIAL_MOUNT] == 0)
        note(findings, LAB_TRIAL_OVERLAY, try_overlay());
}

static void try_all(struct findings *findings) {
    unsigned user = geteuid(), group = getegid();
    for (int trial = 0; trial < LAB_TRIAL_COUNT; trial++) findings->errors[trial] = -1;
    int has_users = note(findings, LAB_TRIAL_USER_NAMESPACE, unshare(CLONE_NEWUSER)) == 0;
    if (has_users) note(findings, LAB_TRIAL_USER_MAP, map_ids(user, group));
    int flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
    if (note(findings, LAB_TRIAL_NAMESPACES, unshare(flags)) < 0) return;
    pid_t inside = fork();
    if (inside == 0) {
        try_inside(findings);
        ssize_t written = write(findings->output, findings->errors, sizeof findings->errors);
        _exit(written < 0);
    }
    if (inside > 0) waitpid(inside, NULL, 0);
}

int lab_try_machine(int errors[LAB_TRIAL_COUNT]) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    pid_t child = fork();
    if (child == 0) {
        struct findings findings = {.output = ends[1]};
        try_all(&findings);
        // Again what a child of its own has said, if there was one; the first counts.
        ssize_t written = write(ends[1], findings.errors, sizeof findings.errors);
        _exit(written < 0);
    }
    int result = child < 0 ? -errno : 0;
    close(ends[1]);
    if (result == 0) {
        ssize_t count = read(ends[0], errors, sizeof *errors * LAB_TRIAL_COUNT);
        if (count != (ssize_t)(sizeof *errors * LAB_TRIAL_COUNT)) result = -EIO;
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
    }
    close(ends[0]);
    return result;
}
