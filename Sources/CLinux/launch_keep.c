#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab_clean.h"
#include "lab_limits.h"
#include "launch_tree.h"

void report_failure(const char *stage, int error) {
    char line[64];
    int length = snprintf(line, sizeof line, "failed %s %d\n", stage, error);
    ssize_t written = write(LAB_FD_STATUS, line, (size_t)length);
    (void)written;
}

int open_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void reset_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

void clean(const struct tree *tree, int is_orderly) {
    // Logs say why a lab has ended; the disks of its machines say nothing.
    char disks[1024];
    snprintf(disks, sizeof disks, "%s/%s", tree->state_directory, LAB_MACHINES_DIRECTORY);
    lab_remove_directory(is_orderly ? tree->state_directory : disks);
    if (lab_sweep(tree->runtime_directory) == 0) lab_forget(tree->runtime_directory);
}

static int write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    int result = write(file, text, strlen(text)) < 0 ? -errno : 0;
    close(file);
    return result;
}

/// Every id that this process has, as itself; needs CAP_SETUID above (user_namespaces(7)).
static int map_all(pid_t child, const char *file) {
    char path[64], line[128], text[2048] = "";
    snprintf(path, sizeof path, "/proc/self/%s", file);
    FILE *own = fopen(path, "re");
    if (!own) return -errno;
    size_t length = 0;
    while (fgets(line, sizeof line, own)) {
        unsigned inside, outside, count;
        if (sscanf(line, "%u %u %u", &inside, &outside, &count) != 3) continue;
        length += (size_t)snprintf(
            text + length, sizeof text - length, "%u %u %u\n", inside, inside, count);
        if (length >= sizeof text) break;
    }
    fclose(own);
    snprintf(path, sizeof path, "/proc/%d/%s", child, file);
    return write_file(path, text);
}

static int map_one(pid_t child, const char *file, unsigned id) {
    char path[64], text[64];
    snprintf(path, sizeof path, "/proc/%d/%s", child, file);
    snprintf(text, sizeof text, "0 %u 1\n", id);
    return write_file(path, text);
}

static int map_users(pid_t child) {
    if (geteuid() == 0 && map_all(child, "uid_map") == 0) return map_all(child, "gid_map");
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/setgroups", child);
    int result = write_file(path, "deny");
    if (result == 0) result = map_one(child, "uid_map", geteuid());
    return result < 0 ? result : map_one(child, "gid_map", getegid());
}

/// Like fork(2), into new namespaces; only for a process of one thread.
static pid_t fork_into(unsigned long flags) {
    // Zeros for all else, so that the order of the arguments, which differs by machine, is nothing.
    return (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
}

static pid_t start_reaper(struct tree *tree) {
    unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS;
    if (!tree->shares_network) flags |= CLONE_NEWNET;
    int has_users = 1;
    pid_t child = fork_into(flags | CLONE_NEWUSER);
    if (child < 0 && geteuid() == 0) {
        has_users = 0;
        child = fork_into(flags);
    }
    if (child == 0) reap(tree);
    if (child < 0) {
        report_failure("namespaces", errno);
        return child;
    }
    int result = has_users ? map_users(child) : 0;
    if (result == 0) return child;
    report_failure("map", -result);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return -1;
}

/// Writes down whose the environment is, whole or not at all.
static int write_owner(const struct tree *tree, pid_t child) {
    char path[1024], other[1024], boot[64] = "";
    snprintf(path, sizeof path, "%s/owner", tree->runtime_directory);
    snprintf(other, sizeof other, "%s/owner.new", tree->runtime_directory);
    FILE *source = fopen("/proc/sys/kernel/random/boot_id", "re");
    if (source) {
        if (!fgets(boot, sizeof boot, source)) boot[0] = 0;
        fclose(source);
    }
    boot[strcspn(boot, "\n")] = 0;
    FILE *file = fopen(other, "we");
    if (!file) return -errno;
    int written = fprintf(
        file, "keeper %d\nstart %lld\nboot %s\nsince %lld\nprocess %d\n", getpid(),
        (long long)lab_process_start(getpid()), boot, (long long)time(NULL), child);
    if (fclose(file) != 0 || written < 0) return -errno;
    return rename(other, path) < 0 ? -errno : 0;
}

static void answer_reaper(struct tree *tree) {
    char question;
    ssize_t count = recv(tree->bond[1], &question, 1, MSG_DONTWAIT);
    if (count == 1) {
        send(tree->bond[1], "a", 1, MSG_NOSIGNAL);
    } else if (count == 0) {
        // It is ending; the kernel still has to end the others.
        close(tree->bond[1]);
        tree->bond[1] = -1;
    }
}

/// Answers the supervisor until the reaper has ended.
/// @return the reaper's status as of wait(2)
static int attend(
    struct tree *tree, pid_t child, int signals, const struct lab_limits *limits) {
    for (;;) {
        struct pollfd what[3] = {
            {.fd = signals, .events = POLLIN}, {.fd = tree->channel[0], .events = POLLIN},
            {.fd = tree->bond[1], .events = POLLIN}};
        if (poll(what, 3, -1) < 0 && errno != EINTR) return 0;
        struct signalfd_siginfo signal;
        while (read(signals, &signal, sizeof signal) == (ssize_t)sizeof signal)
            if (signal.ssi_signo != SIGCHLD) kill(child, SIGKILL);
        int status;
        if (waitpid(child, &status, WNOHANG) == child) return status;
        if (what[2].revents) answer_reaper(tree);
        if (what[1].revents && lab_keeper_answer(tree->channel[0], limits) < 0) {
            // The supervisor has gone, and the reaper goes as well.
            close(tree->channel[0]);
            tree->channel[0] = -1;
        }
    }
}

static int keep(struct tree *tree, pid_t child, int signals) {
    struct lab_limits limits;
    char record[1024];
    const char *name = strrchr(tree->runtime_directory, '/');
    snprintf(record, sizeof record, "%s/%s", tree->runtime_directory, LAB_GROUPS_RECORD);
    lab_limits_open(&limits, name ? name + 1 : "", record);
    lab_keeper_greet(tree->channel[0], child, limits.text);
    int status = attend(tree, child, signals, &limits);
    // The record may be gone, as when the user logs out while the lab goes on.
    for (int slot = 0; slot < LAB_CONTROLLERS; slot++)
        if (limits.directories[slot][0]) lab_remove_group(limits.directories[slot]);
    return status;
}

int lab_keep_main(int argc, char **argv) {
    int shares_network = argc > 4 && strcmp(argv[4], "--share-network") == 0;
    char **rest = argv + 4 + shares_network;
    if (argc < 6 + shares_network || strcmp(rest[0], "--")) {
        fprintf(stderr, "lab-agent keep is for lab alone\n");
        return 64;
    }
    // The launcher waits for this process, and for nothing after it.
    pid_t self = fork();
    if (self != 0) return self < 0 ? 71 : 0;
    struct tree tree = {
        .runtime_directory = argv[2], .state_directory = argv[3], .command = rest + 1,
        .shares_network = shares_network, .role = argv[1]};
    for (int descriptor = LAB_FD_LOCK; descriptor <= LAB_FD_STATUS; descriptor++)
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    prctl(PR_SET_NAME, "lab-keep");
    int signals = open_signals();
    if (signals < 0 || chdir("/") < 0
        || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, tree.bond) < 0
        || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, tree.channel) < 0) {
        report_failure("start", errno);
        clean(&tree, 1);
        return 71;
    }
    int result = write_owner(&tree, 0);
    if (result < 0) report_failure("record", -result);
    pid_t child = result < 0 ? -1 : start_reaper(&tree);
    if (child < 0 || write_owner(&tree, child) < 0
        || send(tree.bond[1], "g", 1, MSG_NOSIGNAL) != 1) {
        if (child > 0) kill(child, SIGKILL);
        clean(&tree, 1);
        return 71;
    }
    close(tree.bond[0]);
    close(tree.channel[1]);
    close(LAB_FD_LEASE);
    close(LAB_FD_LISTENER);
    int status = keep(&tree, child, signals);
    clean(&tree, WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return 0;
}
