#pragma once
#include <stdint.h>
#include <sys/types.h>

// Makes hosts: namespaces whose first process is the agent. For the supervisor, which has all
// capabilities in its user namespace. Functions return a value of at least 0, or a negative errno.

/// The descriptor on which the agent of a host is spoken to.
#define LAB_FD_CHANNEL 3

/// What a host is made of.
struct lab_host_request {
    /// The agent's executable, its arguments and its variables.
    const char *agent;
    char *const *arguments;
    char *const *environment;
    /// Six bytes for each of its devices, which are named eth0, eth1 and so on.
    const uint8_t *hardware_addresses;
    int device_count;
    /// Where its first process writes 0 to enter its control groups.
    const int *groups;
    int group_count;
};

/// What the machine refused, where it did.
enum lab_host_stage {
    LAB_HOST_NETWORK_NAMESPACE = 1,
    LAB_HOST_DEVICE,
    LAB_HOST_PROCESS,
    LAB_HOST_GROUP,
    LAB_HOST_EXECUTE,
};

/// A host that runs.
struct lab_made_host {
    pid_t process;
    int channel;
    /// `enum lab_host_stage` of a failure.
    int stage;
};

/// Makes a network namespace with the devices and, with all else of its own, the first process.
///
/// On a thread that enters the namespace and ends; the caller's thread stays where it is.
/// @param devices where the descriptors of the devices go
int lab_host_make(
    const struct lab_host_request *request, int *devices, struct lab_made_host *made);

/// Ends every process of a host and waits until the last has gone.
int lab_host_end(pid_t process);

/// Mounts a tmpfs with room for so many bytes, or half the machine's memory where that is 0; on
/// one that is there already, changes the room.
int lab_mount_memory(const char *directory, int64_t bytes, int is_there);

/// Lets go of a mounted directory, whoever still uses it.
int lab_unmount(const char *directory);
