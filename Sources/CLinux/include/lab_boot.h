#pragma once
#include <stdint.h>

// What the first process of a virtual machine does to it. Functions return 0, or the negative error
// number.
//
// A program that a kernel has started as /init, with no /proc yet, mounts /dev, /proc and /sys and
// loads the modules in LAB_MODULES before its main begins.

/// The directory of the drivers that are no part of the kernel, their names in the order of loading.
#define LAB_MODULES "/lib/modules/lab"

/// Makes a directory the root of this process and its working directory (chroot(2)).
int lab_enter_root(const char *directory);

/// Writes everything to the disks and turns the machine off (reboot(2), RB_POWER_OFF); returns only
/// where the kernel refuses.
int lab_power_off(void);

/// Begins to watch a descriptor for changes of what can be done with it (epoll(7), edge-triggered).
/// @return a descriptor for `lab_wait_for_change`
int lab_watch_changes(int descriptor);

/// Waits until something has changed, for as long as that takes.
int lab_wait_for_change(int watch);

/// Lets a file without contents take all but so much room of the file system that it lies on.
int lab_fill_disk(const char *path, int64_t room);
