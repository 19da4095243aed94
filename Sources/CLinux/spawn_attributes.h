#pragma once
#include <signal.h>
#include <spawn.h>

// What programs that are started with posix_spawn(3) have in common; not for Swift.

/// Lets a program lead a session of its own, with every signal as it is by default.
static inline void set_spawn_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(attributes);
    posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
}
