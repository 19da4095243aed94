#pragma once
#include <sys/types.h>

/// Starts a program that ends with the calling thread (PR_SET_PDEATHSIG in prctl(2)), however that
/// ends; it has the environment of this process and nothing to read.
/// @param arguments its name and arguments, and NULL
/// @param output where what it prints on both of its outputs can be read; closed on exec
/// @return its process, or a negative errno
pid_t lab_spawn_bound(const char *path, char *const *arguments, int *output);

/// Waits until something can be read, or nothing more will come.
/// @return 1, 0 when the time is over, or a negative errno
int lab_wait_readable(int descriptor, int milliseconds);

/// Kills a program that `lab_spawn_bound` has started, if it still runs, and takes its status.
/// @return the status as in wait(2), or a negative errno
int lab_end_bound(pid_t process);
