#pragma once
#include <sys/types.h>

/// How many descriptors a program can be passed beside the standard ones.
#define LAB_SPAWN_PASSED_MOST 32

/// A program to start.
struct lab_spawn_request {
    /// The file of the program.
    const char *path;
    /// Its name and arguments, and NULL.
    char *const *arguments;
    /// Its variables, `NAME=value`, and NULL.
    char *const *environment;
    /// The working directory.
    const char *directory;
    /// What it reads from and writes to.
    int input, output, error;
    /// What it is passed as its descriptors from 3 on; it has no others.
    const int *passed;
    int passed_count;
    /// Whether its input is the terminal that controls it.
    int has_terminal;
};

/// Where the start of a program came to an end.
enum lab_spawn_stage {
    LAB_SPAWN_FORK = 1,
    LAB_SPAWN_SESSION,
    LAB_SPAWN_DESCRIPTORS,
    LAB_SPAWN_DIRECTORY,
    LAB_SPAWN_EXEC,
};

/// Starts a program as the leader of a session of its own, with every signal as it is by default.
///
/// Returns once the program runs or could not be executed: the number of the process, or the
/// negative error number with `stage` set.
pid_t lab_spawn(const struct lab_spawn_request *request, int *stage);

/// A descriptor from which something can be read whenever a child has ended, for one caller;
/// the negative error number where there is none.
int lab_child_events(void);

/// A child that has ended and its status (wait(2)); 0 where none has, -1 where there are none.
pid_t lab_reap_child(int *status);

/// The exit code in a status, or -1 where a signal ended the process.
int lab_exit_code(int status);

/// The number of the signal in a status, or 0.
int lab_end_signal(int status);

/// A pipe for a program, read from the first end and written to the second; both are closed on exec.
int lab_program_pipe(int *reader, int *writer);

/// A new terminal of so many rows and columns; both descriptors are closed on exec.
int lab_open_terminal(int rows, int columns, int *controller, int *terminal);

/// Gives a terminal another size.
int lab_resize_terminal(int controller, int rows, int columns);
