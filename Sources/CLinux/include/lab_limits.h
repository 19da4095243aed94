#pragma once
#include <stdint.h>

// Control groups, which limit what hosts use of the machine (cgroups(7)): version 1, version 2, or
// both beside each other. The keeper makes them, since a user namespace could not.

/// The controllers that limits are kept by.
#define LAB_CONTROLLERS 3

/// Where the groups of a lab are.
struct lab_limits {
    /// The group of the lab, for `cpu`, `memory` and `pids`; empty where there is none.
    char directories[LAB_CONTROLLERS][512];
    /// 1 or 2 for each of them.
    int versions[LAB_CONTROLLERS];
    /// What there is, in words.
    char text[256];
};

/// Makes the groups of a lab as far as the machine lets us, each recorded before it is made.
/// @param record the path of the record; NULL to only say what could be
void lab_limits_open(struct lab_limits *limits, const char *name, const char *record);

/// Makes the groups of a host, or gives them other limits.
/// @param milli_cpus thousandths of a processor; 0 for no limit
/// @param memory bytes; 0 for no limit
/// @param descriptors where a process writes 0 to enter the groups
/// @return how many descriptors there are, or a negative errno
int lab_limits_for_host(
    const struct lab_limits *limits, const char *host, int64_t milli_cpus, int64_t memory,
    int descriptors[LAB_CONTROLLERS]);

/// Asks the keeper for the limits of a host (supervisor's side).
/// @param channel LAB_FD_KEEPER
/// @return how many descriptors there are, or a negative errno
int lab_limit_host(
    int channel, const char *host, int64_t milli_cpus, int64_t memory,
    int descriptors[LAB_CONTROLLERS]);

/// Takes the keeper's first message: the lab's first process as the machine numbers it, and what
/// limits there are, in words.
int lab_keeper_hello(int channel, int32_t *process, char *text, int size);

/// Sends the first message (keeper's side).
int lab_keeper_greet(int channel, int32_t process, const char *text);

/// Answers one question of the supervisor (keeper's side).
/// @return 0, or a negative errno when the channel has ended
int lab_keeper_answer(int channel, const struct lab_limits *limits);
