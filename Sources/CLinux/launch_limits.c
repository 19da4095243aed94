#define _GNU_SOURCE
#include "lab_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/// A host may have so many processes and threads; it is the machine that must not run out of them.
#define PROCESSES_OF_A_HOST 8192

static const char *const controllers[LAB_CONTROLLERS] = {"cpu", "memory", "pids"};

static int read_text(const char *path, char *text, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    size_t length = 0;
    for (ssize_t count; length < size - 1; length += (size_t)count) {
        count = read(file, text + length, size - 1 - length);
        if (count <= 0) break;
    }
    text[length] = 0;
    close(file);
    return (int)length;
}

static int write_text(const char *directory, const char *name, const char *text) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    int result = write(file, text, strlen(text)) < 0 ? -errno : 0;
    close(file);
    return result;
}

/// Whether a word is in a list; `separators` are what stands between words.
static int has_word(const char *list, const char *word, const char *separators) {
    size_t length = strlen(word);
    for (const char *place = list; *place;) {
        size_t next = strcspn(place, separators);
        if (next == length && !strncmp(place, word, length)) return 1;
        place += next;
        place += strspn(place, separators);
    }
    return 0;
}

/// This process's group in a hierarchy, from /proc/self/cgroup (cgroups(7)).
/// @param controller NULL for version 2
static int own_path(const char *controller, char *text, char *path, size_t size) {
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *names = strchr(line, ':');
        char *own = names ? strchr(names + 1, ':') : NULL;
        if (!own) continue;
        *own++ = 0;
        names++;
        if (controller ? !has_word(names, controller, ",") : *names != 0) continue;
        snprintf(path, size, "%s", own);
        return 0;
    }
    return -1;
}

/// Where a hierarchy is mounted, and this process's group there, from mountinfo (proc(5)).
static int find_mount(
    const char *controller, char *text, const char *own, char *group, char *mount, size_t size) {
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char root[512], point[512], type[32], options[512];
        char *tail = strstr(line, " - ");
        if (!tail || sscanf(line, "%*s %*s %*s %511s %511s", root, point) != 2) continue;
        if (sscanf(tail, " - %31s %*s %511s", type, options) != 2) continue;
        if (strcmp(type, controller ? "cgroup" : "cgroup2")) continue;
        if (controller && !has_word(options, controller, ",")) continue;
        // Where only a part is mounted, as in a container, the path is counted from there.
        size_t skipped = strcmp(root, "/") ? strlen(root) : 0;
        const char *below = strncmp(own, root, skipped) ? "" : own + skipped;
        if (!strcmp(below, "/")) below = "";
        snprintf(mount, size, "%s", point);
        snprintf(group, size, "%s%s", point, below);
        return 0;
    }
    return -1;
}

static int own_group(const char *controller, char *group, char *mount, size_t size) {
    enum { LIMIT = 1 << 20 };
    char *text = malloc(LIMIT);
    char own[512];
    int result = text && read_text("/proc/self/cgroup", text, LIMIT) >= 0
            && own_path(controller, text, own, sizeof own) == 0
            && read_text("/proc/self/mountinfo", text, LIMIT) >= 0
            && find_mount(controller, text, own, group, mount, size) == 0
        ? 0
        : -1;
    free(text);
    return result;
}

/// How many of the controllers that are not of version 1 a group of version 2 hands down.
static int handed_down(const struct lab_limits *limits, const char *group) {
    char path[1024], handed[512];
    snprintf(path, sizeof path, "%s/cgroup.subtree_control", group);
    if (access(group, W_OK) < 0 || read_text(path, handed, sizeof handed) < 0) return 0;
    int count = 0;
    for (int slot = 0; slot < LAB_CONTROLLERS; slot++)
        count += limits->versions[slot] != 1 && has_word(handed, controllers[slot], " \n");
    return count;
}

/// The nearest group above this one, or this one, that hands down the most; a process can only
/// be in one group of version 2, and nothing above is changed for it.
static int best_delegation(const struct lab_limits *limits, char *best, size_t size) {
    char group[512], mount[512];
    if (own_group(NULL, group, mount, sizeof group) < 0) return 0;
    int most = 0;
    for (;;) {
        int count = handed_down(limits, group);
        if (count > most) {
            most = count;
            snprintf(best, size, "%s", group);
        }
        char *slash = strrchr(group, '/');
        if (strlen(group) <= strlen(mount) || !slash) return most;
        *slash = 0;
    }
}

static void record_group(const char *record, const char *path) {
    int file = open(record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return;
    char line[1024];
    int length = snprintf(line, sizeof line, "%s\n", path);
    ssize_t written = write(file, line, (size_t)length);
    (void)written;
    close(file);
}

/// Makes the lab's group below another, or only looks whether that is allowed.
static int make_group(const char *parent, const char *name, const char *record, char *path) {
    if (snprintf(path, 512, "%s/%s", parent, name) >= 512) return -ENAMETOOLONG;
    if (!record) return access(parent, W_OK) < 0 ? -errno : 0;
    record_group(record, path);
    return mkdir(path, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

static void open_old(
    struct lab_limits *limits, const char *name, const char *record, char *why, size_t size) {
    for (int slot = 0; slot < LAB_CONTROLLERS; slot++) {
        char group[512], mount[512], path[512];
        if (own_group(controllers[slot], group, mount, sizeof group) < 0) continue;
        limits->versions[slot] = 1;
        int result = make_group(group, name, record, path);
        if (result < 0) snprintf(why, size, "%s: %s", group, strerror(-result));
        else strcpy(limits->directories[slot], path);
    }
}

static void open_unified(
    struct lab_limits *limits, const char *name, const char *record, char *why, size_t size) {
    char group[512], path[512], handed[1024], list[512];
    if (best_delegation(limits, group, sizeof group) == 0) {
        if (!why[0]) snprintf(why, size, "no control group that may be changed hands controllers down");
        return;
    }
    int result = make_group(group, name, record, path);
    if (result < 0) {
        snprintf(why, size, "%s: %s", group, strerror(-result));
        return;
    }
    snprintf(handed, sizeof handed, "%s/cgroup.subtree_control", group);
    if (read_text(handed, list, sizeof list) < 0) return;
    for (int slot = 0; slot < LAB_CONTROLLERS; slot++) {
        if (limits->versions[slot] == 1 || !has_word(list, controllers[slot], " \n")) continue;
        char order[32];
        snprintf(order, sizeof order, "+%s", controllers[slot]);
        if (record && write_text(path, "cgroup.subtree_control", order) < 0) continue;
        limits->versions[slot] = 2;
        strcpy(limits->directories[slot], path);
    }
}

static void describe(struct lab_limits *limits, const char *why) {
    char *place = limits->text, *end = limits->text + sizeof limits->text;
    for (int version = 1; version <= 2; version++) {
        const char *before = place == limits->text ? "cgroup v%d: " : "; cgroup v%d: ";
        for (int slot = 0; slot < LAB_CONTROLLERS; slot++) {
            if (limits->versions[slot] != version || !limits->directories[slot][0]) continue;
            place += snprintf(place, (size_t)(end - place), before, version);
            place += snprintf(place, (size_t)(end - place), "%s", controllers[slot]);
            before = ", ";
        }
    }
    if (place == limits->text)
        snprintf(place, sizeof limits->text, "none: %s", why[0] ? why : "no control groups");
}

void lab_limits_open(struct lab_limits *limits, const char *name, const char *record) {
    memset(limits, 0, sizeof *limits);
    uint64_t number = 0;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number) number = (uint64_t)getpid();
    char unique[128], why[200] = "";
    snprintf(unique, sizeof unique, "lab-%s-%016llx", name, (unsigned long long)number);
    open_old(limits, unique, record, why, sizeof why);
    open_unified(limits, unique, record, why, sizeof why);
    describe(limits, why);
}

/// The value of a limit, in the words of its version; NULL for none.
static void write_limits(
    const struct lab_limits *limits, const char *group, int slot, int64_t milli_cpus,
    int64_t memory) {
    char value[64];
    int old = limits->versions[slot] == 1;
    if (slot == 0) {
        // A hundred milliseconds are the kernel's own period.
        if (milli_cpus > 0) snprintf(value, sizeof value, "%lld", (long long)milli_cpus * 100);
        else snprintf(value, sizeof value, old ? "-1" : "max");
        if (!old) strcat(value, " 100000");
        write_text(group, old ? "cpu.cfs_quota_us" : "cpu.max", value);
    } else if (slot == 1) {
        if (memory > 0) snprintf(value, sizeof value, "%lld", (long long)memory);
        else snprintf(value, sizeof value, old ? "-1" : "max");
        write_text(group, old ? "memory.limit_in_bytes" : "memory.max", value);
        // Else the host would go on in the machine's swap space.
        write_text(
            group, old ? "memory.memsw.limit_in_bytes" : "memory.swap.max",
            old ? value : memory > 0 ? "0" : "max");
    } else {
        snprintf(value, sizeof value, "%d", PROCESSES_OF_A_HOST);
        write_text(group, "pids.max", value);
    }
}

int lab_limits_for_host(
    const struct lab_limits *limits, const char *host, int64_t milli_cpus, int64_t memory,
    int descriptors[LAB_CONTROLLERS]) {
    int count = 0;
    for (int slot = 0; slot < LAB_CONTROLLERS; slot++) {
        if (!limits->directories[slot][0]) continue;
        char group[1024];
        snprintf(group, sizeof group, "%s/%s", limits->directories[slot], host);
        int is_known = mkdir(group, 0755) < 0;
        if (is_known && errno != EEXIST) continue;
        write_limits(limits, group, slot, milli_cpus, memory);
        int is_entered = 0;
        for (int other = 0; other < slot; other++)
            is_entered |= !strcmp(limits->directories[slot], limits->directories[other]);
        if (is_entered) continue;
        strcat(group, "/cgroup.procs");
        int file = open(group, O_WRONLY | O_CLOEXEC);
        if (file >= 0) descriptors[count++] = file;
    }
    return count;
}
