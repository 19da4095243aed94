import ArgumentParser

/// The exit statuses of the contract with users.
enum ExitStatus {
    /// The command line or a file is wrong.
    static let usage = ExitCode(2)
    /// The backend or a program is missing or failed.
    static let backend = ExitCode(3)
}
