#define _GNU_SOURCE
#include "lab_clean.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static int is_dots(const char *name) { return !strcmp(name, ".") || !strcmp(name, ".."); }

/// Empties a directory, but for one name; what lies on another file system stays.
static int empty(int directory, const char *kept) {
    struct stat here;
    if (fstat(directory, &here) < 0) return -errno;
    int copy = openat(directory, ".", DIRECTORY);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries) return -errno;
    int result = 0;
    for (struct dirent *entry; (entry = readdir(entries));) {
        struct stat there;
        if (is_dots(entry->d_name) || (kept && !strcmp(entry->d_name, kept))) continue;
        if (fstatat(directory, entry->d_name, &there, AT_SYMLINK_NOFOLLOW) < 0) continue;
        int is_directory = S_ISDIR(there.st_mode);
        if (is_directory && there.st_dev == here.st_dev) {
            int child = openat(directory, entry->d_name, DIRECTORY);
            if (child >= 0) {
                empty(child, NULL);
                close(child);
            }
        }
        if (unlinkat(directory, entry->d_name, is_directory ? AT_REMOVEDIR : 0) < 0) result = -errno;
    }
    closedir(entries);
    return result;
}

/// Removes the directory that all environments share, when this was the last.
static void remove_parent(const char *path) {
    char parent[1024];
    snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (!slash || slash == parent) return;
    *slash = 0;
    rmdir(parent);
}

int lab_remove_directory(const char *path) {
    int directory = open(path, DIRECTORY);
    if (directory < 0) return errno == ENOENT ? 0 : -errno;
    int result = empty(directory, NULL);
    close(directory);
    if (result < 0) return result;
    if (rmdir(path) < 0) return -errno;
    remove_parent(path);
    return 0;
}

/// Removes the groups below a group; the files in it are the kernel's.
static void remove_groups_in(int group) {
    int copy = openat(group, ".", DIRECTORY);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries) return;
    for (struct dirent *entry; (entry = readdir(entries));) {
        if (entry->d_type != DT_DIR || is_dots(entry->d_name)) continue;
        int child = openat(group, entry->d_name, DIRECTORY);
        if (child < 0) continue;
        remove_groups_in(child);
        close(child);
        unlinkat(group, entry->d_name, AT_REMOVEDIR);
    }
    closedir(entries);
}

/// Whether a directory is a control group, of either version.
static int is_group(int directory) {
    struct statfs system;
    if (fstatfs(directory, &system) < 0) return 0;
    return system.f_type == CGROUP_SUPER_MAGIC || system.f_type == CGROUP2_SUPER_MAGIC;
}

int lab_remove_group(const char *path) {
    // The kernel takes a moment to count out the processes that have just ended.
    const struct timespec pause = {.tv_nsec = 1000000};
    for (int attempt = 0; attempt < 200; attempt++) {
        int group = open(path, DIRECTORY);
        if (group < 0) return errno == ENOENT ? 0 : -errno;
        if (!is_group(group)) {
            close(group);
            return 0;
        }
        remove_groups_in(group);
        close(group);
        if (rmdir(path) == 0 || errno == ENOENT) return 0;
        if (errno != EBUSY) return -errno;
        nanosleep(&pause, NULL);
    }
    return -EBUSY;
}

static int remove_recorded_groups(int directory) {
    int record = openat(directory, LAB_GROUPS_RECORD, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (record < 0) return 0;
    FILE *lines = fdopen(record, "r");
    if (!lines) {
        close(record);
        return 0;
    }
    int left = 0;
    char path[1024];
    while (fgets(path, sizeof path, lines)) {
        size_t length = strcspn(path, "\n");
        // A line without an end was being written when its writer died: before the group was made.
        if (path[length] != '\n' || path[0] != '/') continue;
        path[length] = 0;
        if (lab_remove_group(path) < 0) left++;
    }
    fclose(lines);
    if (left == 0) unlinkat(directory, LAB_GROUPS_RECORD, 0);
    return left;
}

int lab_sweep(const char *runtime_directory) {
    int directory = open(runtime_directory, DIRECTORY);
    if (directory < 0) return errno == ENOENT ? 0 : -errno;
    int left = remove_recorded_groups(directory);
    int result = left ? 0 : empty(directory, LAB_LOCK_FILE);
    close(directory);
    return result < 0 ? result : left;
}

void lab_forget(const char *runtime_directory) {
    int directory = open(runtime_directory, DIRECTORY);
    if (directory < 0) return;
    // From here on the name may be somebody else's; their lock keeps the directory.
    unlinkat(directory, LAB_LOCK_FILE, 0);
    close(directory);
    rmdir(runtime_directory);
    remove_parent(runtime_directory);
}
