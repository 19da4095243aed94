#define _GNU_SOURCE
#include "lab_limits.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab_socket.h"

// Messages are values of this program itself, which is on both ends.

struct question {
    char host[64];
    int64_t milli_cpus, memory;
};

struct greeting {
    int32_t process;
    char text[256];
};

int lab_keeper_greet(int channel, int32_t process, const char *text) {
    struct greeting greeting = {.process = process};
    snprintf(greeting.text, sizeof greeting.text, "%s", text);
    return send(channel, &greeting, sizeof greeting, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int lab_keeper_hello(int channel, int32_t *process, char *text, int size) {
    struct greeting greeting;
    ssize_t count;
    do count = recv(channel, &greeting, sizeof greeting, 0);
    while (count < 0 && errno == EINTR);
    if (count != (ssize_t)sizeof greeting) return count < 0 ? -errno : -EPIPE;
    *process = greeting.process;
    greeting.text[sizeof greeting.text - 1] = 0;
    snprintf(text, (size_t)size, "%s", greeting.text);
    return 0;
}

static int answer(int channel, int32_t result, const int *descriptors, int count) {
    struct iovec piece = {.iov_base = &result, .iov_len = sizeof result};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(LAB_CONTROLLERS * sizeof(int))];
    } control;
    if (count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.space;
        message.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, (size_t)count * sizeof(int));
    }
    return sendmsg(channel, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int lab_keeper_answer(int channel, const struct lab_limits *limits) {
    struct question question;
    ssize_t size = recv(channel, &question, sizeof question, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (size != (ssize_t)sizeof question) return -EPIPE;
    question.host[sizeof question.host - 1] = 0;
    int descriptors[LAB_CONTROLLERS];
    // The name becomes a path, and the one who asks is inside the lab.
    int is_name = question.host[0] != '.' && !strchr(question.host, '/') && question.host[0];
    int count = is_name
        ? lab_limits_for_host(
              limits, question.host, question.milli_cpus, question.memory, descriptors)
        : -EINVAL;
    int result = answer(channel, count, descriptors, count);
    for (int index = 0; index < count; index++) close(descriptors[index]);
    return result;
}

int lab_limit_host(
    int channel, const char *host, int64_t milli_cpus, int64_t memory,
    int descriptors[LAB_CONTROLLERS]) {
    struct question question = {.milli_cpus = milli_cpus, .memory = memory};
    if (strlen(host) >= sizeof question.host) return -EINVAL;
    strcpy(question.host, host);
    if (send(channel, &question, sizeof question, MSG_NOSIGNAL) < 0) return -errno;
    int32_t result = 0;
    int count = 0;
    ssize_t size;
    do size = lab_receive(channel, &result, sizeof result, descriptors, LAB_CONTROLLERS, &count);
    while (size == -EINTR);
    if (size != (ssize_t)sizeof result) return size < 0 ? (int)size : -EPIPE;
    return result < 0 ? result : count;
}
