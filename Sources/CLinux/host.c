#define _GNU_SOURCE
#include "lab_host.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/magic.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

// Older C libraries don't have these; the values are those of linux/mount.h on every architecture.
enum {
    LAB_OPEN_TREE = 428,
    LAB_MOVE_MOUNT = 429,
    LAB_FSCONFIG = 431,
    LAB_FSPICK = 433,
    LAB_MOUNT_SETATTR = 442,
    LAB_RECURSIVE = 0x8000,
    LAB_TREE_CLONE = 1,
    LAB_TREE_CLOEXEC = O_CLOEXEC,
    LAB_FROM_EMPTY_PATH = 4,
    LAB_READ_ONLY = 1,
    LAB_PICK_CLOEXEC = 1,
    LAB_PICK_NO_AUTOMOUNT = 4,
    LAB_SET_STRING = 1,
    LAB_RECONFIGURE = 7,
};

struct lab_mount_attributes {
    uint64_t set, clear, propagation, user_namespace;
};

static int outcome(long result) { return result < 0 ? -errno : 0; }

int lab_mount(
    const char *source, const char *target, const char *type, unsigned long flags,
    const char *options) {
    return outcome(mount(source, target, type, flags, options));
}

int lab_bind(const char *source, const char *target, int recursive, int read_only) {
    unsigned int depth = recursive ? LAB_RECURSIVE : 0;
    int tree = (int)syscall(
        LAB_OPEN_TREE, AT_FDCWD, source,
        LAB_TREE_CLONE | LAB_TREE_CLOEXEC | AT_NO_AUTOMOUNT | depth);
    if (tree < 0) return -errno;
    long result = 0;
    if (read_only) {
        struct lab_mount_attributes attributes = {.set = LAB_READ_ONLY};
        result = syscall(
            LAB_MOUNT_SETATTR, tree, "", AT_EMPTY_PATH | depth, &attributes, sizeof attributes);
    }
    if (result == 0)
        result = syscall(LAB_MOVE_MOUNT, tree, "", AT_FDCWD, target, LAB_FROM_EMPTY_PATH);
    int code = outcome(result);
    close(tree);
    return code;
}

int lab_pivot(const char *new_root) {
    if (chdir(new_root) != 0) return -errno;
    if (syscall(SYS_pivot_root, ".", ".") != 0) return -errno;
    if (umount2(".", MNT_DETACH) != 0) return -errno;
    return outcome(chdir("/"));
}

int lab_resize_tmpfs(const char *directory, const char *size) {
    struct statfs status;
    if (statfs(directory, &status) != 0) return -errno;
    if (status.f_type != TMPFS_MAGIC) return -ENOTSUP;
    int context = (int)syscall(
        LAB_FSPICK, AT_FDCWD, directory, LAB_PICK_CLOEXEC | LAB_PICK_NO_AUTOMOUNT);
    if (context < 0) return -errno;
    long result = syscall(LAB_FSCONFIG, context, LAB_SET_STRING, "size", size, 0);
    if (result == 0) result = syscall(LAB_FSCONFIG, context, LAB_RECONFIGURE, NULL, NULL, 0);
    int code = outcome(result);
    close(context);
    return code;
}

int64_t lab_used_bytes(const char *directory) {
    struct statfs status;
    if (statfs(directory, &status) != 0) return -errno;
    return (int64_t)(status.f_blocks - status.f_bfree) * status.f_bsize;
}

int lab_set_host_name(const char *name) { return outcome(sethostname(name, strlen(name))); }

static void set_address(struct ifreq *request, uint32_t address) {
    struct sockaddr_in *place = (struct sockaddr_in *)&request->ifr_addr;
    memset(place, 0, sizeof *place);
    place->sin_family = AF_INET;
    place->sin_addr.s_addr = htonl(address);
}

static int configure(int socket, struct ifreq *request, uint32_t address, int prefix_length) {
    uint32_t mask = prefix_length <= 0 ? 0 : UINT32_MAX << (32 - prefix_length);
    set_address(request, address);
    if (ioctl(socket, SIOCSIFADDR, request) != 0) return -errno;
    set_address(request, mask);
    if (ioctl(socket, SIOCSIFNETMASK, request) != 0) return -errno;
    if (prefix_length > 30) return 0;
    set_address(request, address | ~mask);
    return outcome(ioctl(socket, SIOCSIFBRDADDR, request));
}

int lab_bring_up(const char *device, uint32_t address, int prefix_length) {
    struct ifreq request = {0};
    if (strlen(device) >= sizeof request.ifr_name) return -ENAMETOOLONG;
    if (prefix_length > 32) return -EINVAL;
    strcpy(request.ifr_name, device);
    int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -errno;
    int code = address == 0 ? 0 : configure(socket_, &request, address, prefix_length);
    if (code == 0) code = outcome(ioctl(socket_, SIOCGIFFLAGS, &request));
    if (code == 0) {
        request.ifr_flags |= IFF_UP;
        code = outcome(ioctl(socket_, SIOCSIFFLAGS, &request));
    }
    close(socket_);
    return code;
}
