#pragma once

// What a lab leaves outside its namespaces, and how it is removed: the directory of its
// environment, and the control groups that a record there names.

/// The name of the record of control groups, one path a line.
#define LAB_GROUPS_RECORD "cgroups"
/// The name of the lock.
#define LAB_LOCK_FILE "lock"
/// The name of the directory on which the hosts' data is mounted, inside the lab's namespaces.
#define LAB_HOSTS_DIRECTORY "hosts"
/// The name of the directory of machines' disks, in the directory where the lab keeps its logs.
#define LAB_MACHINES_DIRECTORY "machines"

/// Removes everything of an environment that has ended, but its lock.
/// @return how many control groups could not be removed and stay on record; or a negative errno
int lab_sweep(const char *runtime_directory);

/// Removes a control group and those below it.
int lab_remove_group(const char *path);

/// Removes the lock of an environment that was swept, and its directory, and the directory that
/// environments share where it was the last.
void lab_forget(const char *runtime_directory);

/// Removes a directory with everything on the same file system in it, following no link, and the
/// directory above where that is empty then.
int lab_remove_directory(const char *path);
