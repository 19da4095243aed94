import Glibc

/// A program that is run to its end.
package enum Command {
    /// Runs a program in the calling thread's namespace.
    ///
    /// - Parameters:
    ///   - words: the program and its arguments.
    ///   - output: a file that gets what it writes; nothing does where there is none.
    /// - Throws: `SystemFailure` where it is not there or does not end with 0.
    package static func run(_ words: [String], output: String = "/dev/null") throws {
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, path, flags) in [
            (STDIN_FILENO, "/dev/null", O_RDONLY),
            (STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC),
            (STDERR_FILENO, "/dev/null", O_WRONLY),
        ] {
            posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o600)
        }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
        guard failure == 0 else { throw SystemFailure(what: "start \(words[0])", errno: failure) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        guard status == 0 else {
            throw SystemFailure(what: "run \(words.joined(separator: " "))", errno: 0)
        }
    }
}
