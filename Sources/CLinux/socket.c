#define _GNU_SOURCE
#include "lab_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int lab_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0 ? -errno : 0; }

int lab_socket_pair(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : 0;
}

int lab_accept(int listener) {
    int descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    return descriptor < 0 ? -errno : descriptor;
}

int lab_connect_local(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    // Where many wait to be accepted, connecting waits, too.
    struct timeval patience = {.tv_sec = 5};
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
        int error = -errno;
        close(descriptor);
        return error;
    }
    return descriptor;
}

int lab_set_nonblocking(int descriptor, int on) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return -errno;
    flags = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
    return fcntl(descriptor, F_SETFL, flags) < 0 ? -errno : 0;
}

int lab_peer_user(int socket, uid_t *user) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
    *user = peer.uid;
    return 0;
}

ssize_t lab_send(int socket, const void *bytes, size_t count, int descriptor) {
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    if (descriptor >= 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.space;
        message.msg_controllen = sizeof control.space;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    return sent < 0 ? -errno : sent;
}

ssize_t lab_receive(
    int socket, void *bytes, size_t size, int *taken, int capacity, int *count) {
    struct iovec piece = {.iov_base = bytes, .iov_len = size};
    // The kernel closes what does not fit, so a sender can't fill the table of descriptors.
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(8 * sizeof(int))];
    } control;
    struct msghdr message = {
        .msg_iov = &piece,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof control.space,
    };
    *count = 0;
    ssize_t received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (received < 0) return -errno;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t passed = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < passed; index++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof descriptor);
            if (*count < capacity) {
                taken[(*count)++] = descriptor;
            } else {
                close(descriptor);
            }
        }
    }
    return received;
}

static _Atomic int signal_descriptors[NSIG];
static struct sigaction actions_before[NSIG];

static void write_signal(int signal) {
    int error = errno;
    // What is stored is one more than the descriptor, so that nothing at all is none.
    int descriptor = atomic_load(&signal_descriptors[signal]) - 1;
    if (descriptor >= 0) {
        ssize_t ignored = write(descriptor, "!", 1);
        (void)ignored;
    }
    errno = error;
}

int lab_write_on_signal(int number, int descriptor) {
    if (number <= 0 || number >= NSIG) return -EINVAL;
    int before = atomic_exchange(&signal_descriptors[number], descriptor < 0 ? 0 : descriptor + 1);
    if (descriptor < 0) {
        if (before == 0) return 0;
        return sigaction(number, &actions_before[number], NULL) < 0 ? -errno : 0;
    }
    struct sigaction action = {.sa_flags = SA_RESTART};
    action.sa_handler = write_signal;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, &action, before == 0 ? &actions_before[number] : NULL) < 0) return -errno;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    // A parent may have blocked it.
    return -pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}
