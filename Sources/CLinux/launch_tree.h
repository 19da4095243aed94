#pragma once
#include <sys/types.h>

#include "lab_launch.h"

// What the keeper and the reaper share; not for Swift.

/// The tree as its two first processes see it.
struct tree {
    const char *runtime_directory;
    const char *state_directory;
    /// The supervisor's program and arguments.
    char **command;
    /// Whether the lab uses the machine's own network, and has none for itself.
    int shares_network;
    /// The word by which `ps` tells the two apart, in the arguments themselves.
    char *role;
    /// `[0]` is the reaper's, `[1]` the keeper's: each end says that its owner lives. A byte from the
    /// keeper lets the reaper begin; at the end the reaper's is answered.
    int bond[2];
    /// `[0]` is the keeper's, `[1]` the supervisor's.
    int channel[2];
};

/// Tells the launcher at which stage the machine refused.
void report_failure(const char *stage, int error);

/// The first process of the lab's namespaces; does not return.
void reap(struct tree *tree) __attribute__((noreturn));

/// Removes what the lab has left outside its namespaces, and frees its name; its log goes too, if
/// it ended in order.
void clean(const struct tree *tree, int is_orderly);

/// The signals that the two wait for by descriptor.
int open_signals(void);

/// Lets a child begin with signals as they are by default.
void reset_signals(void);
