#define _GNU_SOURCE
#include "lab_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The kernel's own layout of a signal's action, with everything 0: the default. The C library's
// function would refuse the two signals that it keeps for itself.
static const char default_action[64];

static void reset_signals(void) {
    for (int number = 1; number <= 64; number++)
        syscall(SYS_rt_sigaction, number, default_action, NULL, 8);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int set_descriptors(const struct lab_spawn_request *request) {
    int given[3 + LAB_SPAWN_PASSED_MOST] = {request->input, request->output, request->error};
    int count = 3;
    for (int index = 0; index < request->passed_count; index++)
        given[count++] = request->passed[index];
    // Above the wanted ones, so that none is overwritten before it is copied.
    for (int index = 0; index < count; index++)
        if ((given[index] = fcntl(given[index], F_DUPFD_CLOEXEC, count)) < 0) return -1;
    for (int index = 0; index < count; index++)
        if (dup2(given[index], index) < 0) return -1;
    // Linux 5.9; the others were opened with close-on-exec anyway.
    syscall(436, (unsigned)count, ~0u, 0u);
    return 0;
}

// Runs in the memory of the parent, which waits: nothing but system calls, and only locals change.
static int become(const struct lab_spawn_request *request, volatile int *stage) {
    *stage = LAB_SPAWN_SESSION;
    reset_signals();
    if (setsid() < 0) return errno;
    *stage = LAB_SPAWN_DESCRIPTORS;
    if (set_descriptors(request) != 0) return errno;
    if (request->has_terminal && ioctl(0, TIOCSCTTY, 0) != 0) return errno;
    *stage = LAB_SPAWN_DIRECTORY;
    if (chdir(request->directory) != 0) return errno;
    umask(022);
    *stage = LAB_SPAWN_EXEC;
    execve(request->path, request->arguments, request->environment);
    return errno;
}

pid_t lab_spawn(const struct lab_spawn_request *request, int *stage) {
    *stage = LAB_SPAWN_DESCRIPTORS;
    if (request->passed_count > LAB_SPAWN_PASSED_MOST) return -E2BIG;
    volatile int failure = 0, reached = LAB_SPAWN_FORK;
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t child = vfork();
    if (child == 0) {
        failure = become(request, &reached);
        _exit(127);
    }
    if (child < 0) failure = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    *stage = reached;
    if (failure == 0) return child;
    if (child > 0) waitpid(child, NULL, 0);
    return -failure;
}

static int events[2] = {-1, -1};

static void child_changed(int number) {
    (void)number;
    int before = errno;
    char byte = 0;
    ssize_t written = write(events[1], &byte, 1);
    (void)written;
    errno = before;
}

int lab_child_events(void) {
    if (pipe2(events, O_CLOEXEC | O_NONBLOCK) != 0) return -errno;
    struct sigaction action = {.sa_handler = child_changed, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
    if (sigaction(SIGCHLD, &action, NULL) != 0) return -errno;
    // Whoever started this program may have held signals back.
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) return -errno;
    return events[0];
}

pid_t lab_reap_child(int *status) { return waitpid(-1, status, WNOHANG); }

int lab_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

int lab_end_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

int lab_program_pipe(int *reader, int *writer) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
    *reader = ends[0];
    *writer = ends[1];
    return 0;
}

int lab_open_terminal(int rows, int columns, int *controller, int *terminal) {
    int first = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (first < 0) return -errno;
    int unlocked = 0;
    int second = -1;
    if (ioctl(first, TIOCSPTLCK, &unlocked) == 0)
        second = ioctl(first, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (second < 0 || lab_resize_terminal(first, rows, columns) != 0) {
        int code = -errno;
        close(first);
        if (second >= 0) close(second);
        return code;
    }
    *controller = first;
    *terminal = second;
    return 0;
}

int lab_resize_terminal(int controller, int rows, int columns) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    return ioctl(controller, TIOCSWINSZ, &size) == 0 ? 0 : -errno;
}
