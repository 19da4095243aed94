#pragma once
#include <stdint.h>
#include <sys/types.h>

// The process tree of a lab: a keeper outside the lab's namespaces, a reaper as their first
// process, and the supervisor under it. Whichever of the first two is left when the lab ends
// removes what lies outside the namespaces. Functions return a value of at least 0, or a negative
// errno, where nothing else is said.

// The descriptors with which the keeper and the supervisor begin.

/// The open file of the environment's lock; locked while any of the tree lives.
#define LAB_FD_LOCK 3
/// The first client's connection.
#define LAB_FD_LEASE 4
/// The socket on which further clients connect.
#define LAB_FD_LISTENER 5
/// Where `ready`, or `failed STAGE ERRNO`, is written as a line for the launcher.
#define LAB_FD_STATUS 6
/// The supervisor's way to ask the keeper for limits (`lab_limit_host`).
#define LAB_FD_KEEPER 7

/// Starts a keeper in a session of its own and does not wait for it.
/// @param log what it and the supervisor write to
/// @param descriptors those that become LAB_FD_LOCK to LAB_FD_STATUS
int lab_launch_keeper(
    const char *agent, char *const *arguments, char *const *environment, int log,
    const int descriptors[4]);

/// The program `lab-agent keep RUNTIME-DIRECTORY STATE-DIRECTORY [--share-network] -- SUPERVISOR
/// ARGUMENT…`; with that word the lab has no network of its own but the machine's.
/// @return an exit code
int lab_keep_main(int argc, char **argv);

/// The moment a process began, in clock ticks since the machine did (proc(5), stat, field 22);
/// -ESRCH for one that has ended.
int64_t lab_process_start(pid_t process);

/// Takes the lock of a file for as long as its open file lives, without waiting.
int lab_lock(int descriptor);

/// Waits until a process has ended.
/// @param milliseconds how long at most
/// @return 1 when it has, 0 when the time is over
int lab_wait_for_end(pid_t process, int milliseconds);

/// Ends a process, if it is still the one that began at that moment.
int lab_end_process(pid_t process, int64_t start, int signal);

/// A listening socket of AF_UNIX that only this user can connect to.
int lab_listen_local(const char *path);

/// Waits for one line on a descriptor.
/// @return its length without the end of the line, -ETIMEDOUT, or -EPIPE where the writer ended
int lab_read_line(int descriptor, char *line, size_t size, int milliseconds);
