#define _GNU_SOURCE
#include "lab_host_maker.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab_tap.h"

struct job {
    const struct lab_host_request *request;
    int *devices;
    struct lab_made_host *made;
    /// The agent's end of the channel.
    int far_end;
    int result;
};

/// Ends the child's attempt; it shares the parent's memory, so the parent reads this there.
static int give_up(struct job *job, int stage) {
    job->result = -errno;
    job->made->stage = stage;
    _exit(71);
}

/// What the child does until it is the agent. The parent's thread waits meanwhile; the others go
/// on, so there is nothing here but system calls.
static int become_agent(void *argument) {
    struct job *job = argument;
    const struct lab_host_request *request = job->request;
    for (int index = 0; index < request->group_count; index++)
        if (write(request->groups[index], "0", 1) != 1) return give_up(job, LAB_HOST_GROUP);
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    setsid();
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0) return give_up(job, LAB_HOST_EXECUTE);
    if (job->far_end == LAB_FD_CHANNEL) fcntl(LAB_FD_CHANNEL, F_SETFD, 0);
    else if (dup2(job->far_end, LAB_FD_CHANNEL) < 0) return give_up(job, LAB_HOST_EXECUTE);
    // Every descriptor is closed by exec anyway; this is for those that a library has opened.
    syscall(SYS_close_range, LAB_FD_CHANNEL + 1, ~0U, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(request->agent, request->arguments, request->environment);
    return give_up(job, LAB_HOST_EXECUTE);
}

static int start(struct job *job) {
    char stack[65536] __attribute__((aligned(16)));
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return -errno;
    job->far_end = ends[1];
    int flags = CLONE_VM | CLONE_VFORK | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC
        | SIGCHLD;
    pid_t process = clone(become_agent, stack + sizeof stack, flags, job);
    if (process < 0) job->result = -errno;
    close(ends[1]);
    if (job->result < 0) {
        close(ends[0]);
        if (process > 0) waitpid(process, NULL, 0);
        return job->result;
    }
    job->made->process = process;
    job->made->channel = ends[0];
    return 0;
}

static int open_devices(struct job *job) {
    for (int index = 0; index < job->request->device_count; index++) {
        char name[16];
        snprintf(name, sizeof name, "eth%d", index);
        int device = lab_tap_open(name, job->request->hardware_addresses + 6 * index, 1);
        if (device < 0) {
            while (index-- > 0) close(job->devices[index]);
            return device;
        }
        job->devices[index] = device;
    }
    return 0;
}

static void *make(void *argument) {
    struct job *job = argument;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    job->made->stage = LAB_HOST_NETWORK_NAMESPACE;
    job->result = unshare(CLONE_NEWNET) < 0 ? -errno : 0;
    if (job->result < 0) return NULL;
    job->made->stage = LAB_HOST_DEVICE;
    job->result = open_devices(job);
    if (job->result < 0) return NULL;
    job->made->stage = LAB_HOST_PROCESS;
    job->result = start(job);
    if (job->result < 0)
        for (int index = 0; index < job->request->device_count; index++) close(job->devices[index]);
    return NULL;
}

int lab_host_make(
    const struct lab_host_request *request, int *devices, struct lab_made_host *made) {
    struct job job = {.request = request, .devices = devices, .made = made};
    pthread_t thread;
    int error = pthread_create(&thread, NULL, make, &job);
    if (error) {
        made->stage = LAB_HOST_PROCESS;
        return -error;
    }
    pthread_join(thread, NULL);
    return job.result;
}

int lab_host_end(pid_t process) {
    kill(process, SIGKILL);
    int status;
    // The first process of a PID namespace is gone when all the others are (pid_namespaces(7)).
    while (waitpid(process, &status, 0) < 0)
        if (errno != EINTR) return -errno;
    return 0;
}

int lab_mount_memory(const char *directory, int64_t bytes, int is_there) {
    char options[64];
    if (bytes > 0) snprintf(options, sizeof options, "mode=0755,size=%lld", (long long)bytes);
    else snprintf(options, sizeof options, "mode=0755,size=50%%");
    unsigned long flags = MS_NOSUID | MS_NODEV | (is_there ? MS_REMOUNT : 0);
    return mount("tmpfs", directory, "tmpfs", flags, options) < 0 ? -errno : 0;
}

int lab_unmount(const char *directory) {
    return umount2(directory, MNT_DETACH | UMOUNT_NOFOLLOW) < 0 ? -errno : 0;
}
