import ArgumentParser

/// The exit statuses of the contract with users.
enum ExitStatus {
    /// Something did not hold.
    static let failure = ExitCode(1)
    /// The command line or a file is wrong.
    static let usage = ExitCode(2)
    /// The backend or a program is missing or failed.
    static let backend = ExitCode(3)
    /// The time for it was over.
    static let timeout = ExitCode(4)
    /// Somebody ended it by Ctrl-C.
    static let interrupted = ExitCode(130)
}
