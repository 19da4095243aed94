#define _GNU_SOURCE
#include "lab_relay.h"
#include "spawn_attributes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { PACKET_BUFFER = 1 << 20, PIECE = 1 << 16 };

static int open_loopback(uint16_t *port) {
    struct sockaddr_in address
        = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0
        || getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) {
        int error = -errno;
        close(descriptor);
        return error;
    }
    *port = ntohs(address.sin_port);
    return descriptor;
}

static void widen(int descriptor) {
    int size = PACKET_BUFFER;
    // The kernel gives what it allows.
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

int lab_relay_wire(uint16_t *own, uint16_t *peer) {
    int descriptor = open_loopback(own);
    if (descriptor < 0) return descriptor;
    // Taken for a moment, so that it is free when the machine takes it.
    int other = open_loopback(peer);
    if (other < 0) {
        close(descriptor);
        return other;
    }
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(*peer),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int result = connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0 ? -errno : 0;
    close(other);
    if (result < 0) {
        close(descriptor);
        return result;
    }
    widen(descriptor);
    return descriptor;
}

int lab_relay_tunnel(const char *own, const char *peer, uint16_t port) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(port)}, there = here;
    if (inet_pton(AF_INET, own, &here.sin_addr) != 1
        || inet_pton(AF_INET, peer, &there.sin_addr) != 1)
        return -EINVAL;
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    if (bind(descriptor, (struct sockaddr *)&here, sizeof here) < 0
        || connect(descriptor, (struct sockaddr *)&there, sizeof there) < 0) {
        int error = -errno;
        close(descriptor);
        return error;
    }
    widen(descriptor);
    return descriptor;
}

int lab_relay_packets(int ends[2]) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) < 0)
        return -errno;
    widen(ends[0]);
    widen(ends[1]);
    return 0;
}

int lab_relay_listen(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    unlink(path);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0
        || chmod(path, 0666) < 0 || listen(descriptor, 1) < 0) {
        int error = -errno;
        close(descriptor);
        return error;
    }
    return descriptor;
}

ssize_t lab_relay_read_data(int file, int64_t *offset, void *bytes, size_t size) {
    off_t begin = lseek(file, *offset, SEEK_DATA);
    if (begin < 0) {
        if (errno != ENXIO) return -errno;
        off_t end = lseek(file, 0, SEEK_END);
        if (end < 0) return -errno;
        *offset = end;
        return 0;
    }
    off_t end = lseek(file, begin, SEEK_HOLE);
    if (end < 0) return -errno;
    size_t there = (size_t)(end - begin);
    ssize_t count = pread(file, bytes, there < size ? there : size, begin);
    *offset = begin;
    return count < 0 ? -errno : count;
}

static int copy_data(int from, int to) {
    char bytes[PIECE];
    int64_t offset = 0;
    ssize_t count;
    while ((count = lab_relay_read_data(from, &offset, bytes, sizeof bytes)) > 0) {
        if (pwrite(to, bytes, (size_t)count, offset) != count) return errno ? -errno : -ENOSPC;
        offset += count;
    }
    if (count < 0) return (int)count;
    return ftruncate(to, offset) < 0 ? -errno : 0;
}

int lab_relay_copy(const char *from, const char *to, mode_t mode) {
    int source = open(from, O_RDONLY | O_CLOEXEC);
    if (source < 0) return -errno;
    unlink(to);
    int copy = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    int result = copy < 0 ? -errno : copy_data(source, copy);
    if (copy >= 0) {
        if (fchmod(copy, mode) < 0 && result == 0) result = -errno;
        close(copy);
    }
    close(source);
    return result;
}

static int open_pipes(int ends[3], int theirs[3]) {
    for (int index = 0; index < 3; index++) {
        int pair[2];
        if (pipe2(pair, O_CLOEXEC) < 0) {
            int error = -errno;
            while (index-- > 0) {
                close(ends[index]);
                close(theirs[index]);
            }
            return error;
        }
        ends[index] = index == 0 ? pair[1] : pair[0];
        theirs[index] = index == 0 ? pair[0] : pair[1];
    }
    return 0;
}

pid_t lab_relay_spawn(
    const char *path, char *const *arguments, char *const *environment, int ends[3]) {
    int theirs[3];
    int result = open_pipes(ends, theirs);
    if (result < 0) return result;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    set_spawn_attributes(&attributes);
    posix_spawn_file_actions_init(&actions);
    for (int index = 0; index < 3; index++) {
        // Above those that it is to have, which may be among them.
        int high = fcntl(theirs[index], F_DUPFD_CLOEXEC, 16);
        close(theirs[index]);
        theirs[index] = high;
        posix_spawn_file_actions_adddup2(&actions, high, index);
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    pid_t process;
    int error = posix_spawnp(&process, path, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    for (int index = 0; index < 3; index++) close(theirs[index]);
    if (!error) return process;
    for (int index = 0; index < 3; index++) close(ends[index]);
    return -error;
}
