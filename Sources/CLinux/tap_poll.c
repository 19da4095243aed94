#define _GNU_SOURCE
#include "lab_tap_poll.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int lab_poll_add(const struct lab_poll *poll, int fd, uint32_t token) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = token};
    return epoll_ctl(poll->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int lab_poll_remove(const struct lab_poll *poll, int fd) {
    return epoll_ctl(poll->epoll, EPOLL_CTL_DEL, fd, NULL) < 0 ? -errno : 0;
}

int lab_poll_open(struct lab_poll *poll) {
    poll->epoll = epoll_create1(EPOLL_CLOEXEC);
    poll->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    poll->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int result = poll->epoll < 0 || poll->timer < 0 || poll->bell < 0 ? -errno : 0;
    if (result == 0) result = lab_poll_add(poll, poll->timer, LAB_POLL_ALARM);
    if (result == 0) result = lab_poll_add(poll, poll->bell, LAB_POLL_BELL);
    if (result < 0) lab_poll_close(poll);
    return result;
}

void lab_poll_close(const struct lab_poll *poll) {
    if (poll->epoll >= 0) close(poll->epoll);
    if (poll->timer >= 0) close(poll->timer);
    if (poll->bell >= 0) close(poll->bell);
}

int lab_poll_set_alarm(const struct lab_poll *poll, int64_t moment) {
    struct itimerspec alarm = {0};
    if (moment != INT64_MAX) {
        // All zero would switch the alarm off.
        if (moment < 1) moment = 1;
        alarm.it_value.tv_sec = moment / 1000000000;
        alarm.it_value.tv_nsec = moment % 1000000000;
    }
    return timerfd_settime(poll->timer, TFD_TIMER_ABSTIME, &alarm, NULL) < 0 ? -errno : 0;
}

int lab_poll_ring(const struct lab_poll *poll) {
    uint64_t one = 1;
    return write(poll->bell, &one, sizeof one) < 0 && errno != EAGAIN ? -errno : 0;
}

int lab_poll_wait(const struct lab_poll *poll, uint32_t *tokens, int capacity, int wait) {
    struct epoll_event events[64];
    uint64_t ignored;
    if (capacity > 64) capacity = 64;
    int count = epoll_wait(poll->epoll, events, capacity, wait ? -1 : 0);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) {
        tokens[i] = events[i].data.u32;
        int fd = tokens[i] == LAB_POLL_ALARM ? poll->timer
               : tokens[i] == LAB_POLL_BELL  ? poll->bell
                                             : -1;
        // Both have said what they know; a read that finds nothing is as good.
        if (fd >= 0 && read(fd, &ignored, sizeof ignored) < 0 && errno != EAGAIN) return -errno;
    }
    return count;
}

void lab_thread_begin(const char *name, int nice_value) {
    prctl(PR_SET_NAME, name);
    // 0 is the calling thread alone; without the right to, the thread takes its turn.
    setpriority(PRIO_PROCESS, 0, nice_value);
}
