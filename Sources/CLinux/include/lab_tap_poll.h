#pragma once
#include <stdint.h>

// What one thread waits on: readable descriptors, an alarm with the precision of the clock, and
// a bell that other threads ring. Functions return a value of at least 0, or a negative errno.

/// The token of the alarm and of the bell; those of descriptors are smaller.
#define LAB_POLL_ALARM UINT32_C(0xfffffffe)
#define LAB_POLL_BELL UINT32_C(0xffffffff)

struct lab_poll {
    int epoll;
    int timer;
    int bell;
};

int lab_poll_open(struct lab_poll *poll);
void lab_poll_close(const struct lab_poll *poll);

/// Waits for a descriptor to become readable, or broken.
int lab_poll_add(const struct lab_poll *poll, int fd, uint32_t token);
int lab_poll_remove(const struct lab_poll *poll, int fd);

/// Sets the alarm to a moment of CLOCK_MONOTONIC in nanoseconds; INT64_MAX for none.
int lab_poll_set_alarm(const struct lab_poll *poll, int64_t moment);
/// Rings the bell; any thread may.
int lab_poll_ring(const struct lab_poll *poll);

/// Waits until something is the case, and tells what by tokens.
/// @param wait 0 to only look
/// @return how many tokens there are
int lab_poll_wait(const struct lab_poll *poll, uint32_t *tokens, int capacity, int wait);

/// Names the calling thread and lets it run before others where the machine allows that.
void lab_thread_begin(const char *name, int nice_value);
