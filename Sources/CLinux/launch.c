#define _GNU_SOURCE
#include "lab_launch.h"
#include "spawn_attributes.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int spawn_keeper(
    const char *agent, char *const *arguments, char *const *environment, int log, const int *high) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    set_spawn_attributes(&attributes);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, log, 1);
    posix_spawn_file_actions_adddup2(&actions, log, 2);
    for (int index = 0; index < 4; index++)
        posix_spawn_file_actions_adddup2(&actions, high[index], LAB_FD_LOCK + index);
    posix_spawn_file_actions_addclosefrom_np(&actions, LAB_FD_STATUS + 1);
    pid_t process;
    int error = posix_spawn(&process, agent, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error) return -error;
    // It has left its work to a child at once, so that nobody here has to wait for the keeper.
    int status;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    return 0;
}

int lab_launch_keeper(
    const char *agent, char *const *arguments, char *const *environment, int log,
    const int descriptors[4]) {
    // Above every number that they are to have, so that none is overwritten before it is copied.
    int high[5], result = 0;
    for (int index = 0; index < 5; index++) {
        int descriptor = index < 4 ? descriptors[index] : log;
        high[index] = fcntl(descriptor, F_DUPFD_CLOEXEC, 16);
        if (high[index] < 0) result = -errno;
    }
    if (result == 0) result = spawn_keeper(agent, arguments, environment, high[4], high);
    for (int index = 0; index < 5; index++)
        if (high[index] >= 0) close(high[index]);
    return result;
}

int64_t lab_process_start(pid_t process) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0) return -ESRCH;
    text[length] = 0;
    // The name, in parentheses, may hold anything; the state after it is field 3.
    char *place = strrchr(text, ')');
    // One that has ended is there until its parent asks for its status.
    if (place && (place[2] == 'Z' || place[2] == 'X')) return -ESRCH;
    for (int field = 2; place && field < 22; field++) place = strchr(place + 1, ' ');
    return place ? strtoll(place, NULL, 10) : -ESRCH;
}

int lab_lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) < 0 ? -errno : 0; }

static int open_process(pid_t process) {
    int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    return descriptor < 0 ? -errno : descriptor;
}

static int wait_readable(int descriptor, int milliseconds) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t end = now.tv_sec * 1000 + now.tv_nsec / 1000000 + milliseconds;
    for (;;) {
        struct pollfd what = {.fd = descriptor, .events = POLLIN};
        clock_gettime(CLOCK_MONOTONIC, &now);
        int64_t left = end - (now.tv_sec * 1000 + now.tv_nsec / 1000000);
        int count = poll(&what, 1, left > 0 ? (int)left : 0);
        if (count >= 0) return count;
        if (errno != EINTR) return -errno;
    }
}

int lab_wait_for_end(pid_t process, int milliseconds) {
    int descriptor = open_process(process);
    if (descriptor < 0) return descriptor == -ESRCH ? 1 : descriptor;
    int result = wait_readable(descriptor, milliseconds);
    close(descriptor);
    return result;
}

int lab_end_process(pid_t process, int64_t start, int signal) {
    // Opened first, so that the number can't be given to another process in between.
    int descriptor = open_process(process);
    if (descriptor < 0) return descriptor;
    int result = lab_process_start(process) == start ? 0 : -ESRCH;
    if (result == 0 && syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0) < 0)
        result = -errno;
    close(descriptor);
    return result;
}

int lab_listen_local(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    // The directory is the user's alone, so nobody can come before the mode is set.
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0
        || chmod(path, 0600) < 0 || listen(descriptor, 64) < 0) {
        int error = -errno;
        close(descriptor);
        return error;
    }
    return descriptor;
}

int lab_read_line(int descriptor, char *line, size_t size, int milliseconds) {
    size_t length = 0;
    while (length < size - 1) {
        int ready = wait_readable(descriptor, milliseconds);
        if (ready <= 0) return ready < 0 ? ready : -ETIMEDOUT;
        ssize_t count = read(descriptor, line + length, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count < 0 ? -errno : -EPIPE;
        if (line[length] == '\n') break;
        length++;
    }
    line[length] = 0;
    return (int)length;
}
