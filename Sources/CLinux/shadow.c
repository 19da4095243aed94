#define _GNU_SOURCE
#include "lab_shadow.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Older C libraries don't have these; the values are those of linux/mount.h on every architecture.
enum {
    LAB_OPEN_TREE = 428,
    LAB_MOVE_MOUNT = 429,
    LAB_RECURSIVE = 0x8000,
    LAB_TREE_CLONE = 1,
    LAB_TREE_CLOEXEC = O_CLOEXEC,
    LAB_FROM_EMPTY_PATH = 4,
};

/// Links to everything in a directory but the one name.
static int link_entries(const char *old, const char *new, const char *own) {
    DIR *entries = opendir(old);
    if (!entries) return -errno;
    int result = 0;
    for (struct dirent *entry; (entry = readdir(entries)) && result == 0;) {
        const char *name = entry->d_name;
        if (!strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, own)) continue;
        char target[1024], link[1024];
        snprintf(target, sizeof target, "%s/%s", old, name);
        snprintf(link, sizeof link, "%s/%s", new, name);
        if (symlink(target, link) < 0) result = -errno;
    }
    closedir(entries);
    return result;
}

int lab_shadow(const char *directory, const char *own) {
    char old[512], place[512];
    snprintf(old, sizeof old, "%s/.machine", directory);
    snprintf(place, sizeof place, "%s/%s", directory, own);
    int tree = (int)syscall(
        LAB_OPEN_TREE, AT_FDCWD, directory, LAB_TREE_CLONE | LAB_TREE_CLOEXEC | LAB_RECURSIVE);
    if (tree < 0) return -errno;
    int result = mount("tmpfs", directory, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755");
    if (result == 0) result = mkdir(old, 0755);
    if (result == 0)
        result = (int)syscall(LAB_MOVE_MOUNT, tree, "", AT_FDCWD, old, LAB_FROM_EMPTY_PATH);
    if (result == 0) result = mkdir(place, 0755);
    if (result < 0) result = -errno;
    close(tree);
    return result < 0 ? result : link_entries(old, directory, own);
}

int lab_use_small_pages(void) {
    return prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) < 0 ? -errno : 0;
}
