#pragma once
#include <stdint.h>

// What the first process of a host does to its own namespaces. Where nothing else is said, 0 is
// returned, or the negative error number.

/// mount(2). Any of the texts may be NULL.
int lab_mount(
    const char *source, const char *target, const char *type, unsigned long flags,
    const char *options);

/// Shows a directory or a file at another place too, with all that is mounted below it where
/// `recursive` is not 0, and without a way to write to any of it where `read_only` is not 0
/// (mount_setattr(2) with AT_RECURSIVE, Linux 5.12).
int lab_bind(const char *source, const char *target, int recursive, int read_only);

/// Makes a mounted directory the root and lets go of the old one (pivot_root(2), NOTES).
int lab_pivot(const char *new_root);

/// Changes the size of the tmpfs that a directory lies on; the text is as in tmpfs(5), `size`.
/// -ENOTSUP for another kind of file system, and -EINVAL where more is in use than that.
int lab_resize_tmpfs(const char *directory, const char *size);

/// Bytes that are in use on the file system of a directory.
int64_t lab_used_bytes(const char *directory);

/// sethostname(2).
int lab_set_host_name(const char *name);

/// Gives a device an address, unless that is 0, and takes it into operation (netdevice(7)).
int lab_bring_up(const char *device, uint32_t address, int prefix_length);
