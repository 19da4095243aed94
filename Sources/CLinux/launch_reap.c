#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab_clean.h"
#include "launch_tree.h"

static void fail(const char *stage) __attribute__((noreturn));
static void fail(const char *stage) {
    report_failure(stage, errno);
    _exit(71);
}

static void become_supervisor(struct tree *tree) __attribute__((noreturn));
static void become_supervisor(struct tree *tree) {
    setsid();
    if (dup2(tree->channel[1], LAB_FD_KEEPER) < 0) fail("start");
    for (int descriptor = LAB_FD_LOCK; descriptor <= LAB_FD_KEEPER; descriptor++)
        fcntl(descriptor, F_SETFD, 0);
    syscall(SYS_close_range, LAB_FD_KEEPER + 1, ~0U, 0);
    reset_signals();
    execv(tree->command[0], tree->command);
    fail("execute");
}

/// Whether the keeper still does its work; one that has been killed does not answer.
static int has_keeper(const struct tree *tree) {
    char answer;
    if (send(tree->bond[0], "e", 1, MSG_NOSIGNAL) != 1) return 0;
    struct pollfd what = {.fd = tree->bond[0], .events = POLLIN};
    int count;
    do count = poll(&what, 1, 5000);
    while (count < 0 && errno == EINTR);
    // One that was stopped has nothing to do when it goes on but to clean up.
    return count == 0 || recv(tree->bond[0], &answer, 1, 0) == 1;
}

/// Waits until the supervisor or the keeper has ended, and for whatever else ends.
/// @return an exit code; 71 where it was the keeper
static int attend(struct tree *tree, pid_t supervisor, int signals) {
    for (;;) {
        struct pollfd what[2] = {{.fd = signals, .events = POLLIN}, {.fd = tree->bond[0]}};
        if (poll(what, 2, -1) < 0 && errno != EINTR) return 71;
        struct signalfd_siginfo signal;
        while (read(signals, &signal, sizeof signal) == (ssize_t)sizeof signal) continue;
        int status;
        for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;) {
            if (ended == supervisor) return WIFEXITED(status) ? WEXITSTATUS(status) : 70;
        }
        if (what[1].revents) return 71;
    }
}

/// Removes all that is left, but for the name where a keeper frees that.
static void end(const struct tree *tree) {
    // What is still in use could not be removed.
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) continue;
    char hosts[1024];
    snprintf(hosts, sizeof hosts, "%s/%s", tree->runtime_directory, LAB_HOSTS_DIRECTORY);
    umount2(hosts, MNT_DETACH);
    lab_sweep(tree->runtime_directory);
    // Nothing may be touched after the name is free, so exactly one of the two frees it.
    if (!has_keeper(tree)) clean(tree, 0);
}

void reap(struct tree *tree) {
    close(tree->bond[1]);
    close(tree->channel[0]);
    char go;
    ssize_t count;
    do count = recv(tree->bond[0], &go, 1, 0);
    while (count < 0 && errno == EINTR);
    if (count != 1) {
        clean(tree, 0);
        _exit(71);
    }
    setsid();
    prctl(PR_SET_NAME, "lab-reap");
    memcpy(tree->role, "reap", 4);
    // What the user mounts or unmounts later is seen; nothing that the lab mounts goes out.
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0) fail("mount");
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) fail("proc");
    int signals = open_signals();
    pid_t supervisor = signals < 0 ? -1 : fork();
    if (supervisor < 0) fail("start");
    if (supervisor == 0) become_supervisor(tree);
    close(tree->channel[1]);
    close(LAB_FD_LEASE);
    close(LAB_FD_LISTENER);
    int code = attend(tree, supervisor, signals);
    end(tree);
    _exit(code);
}
