import ArgumentParser

/// The root of everything that people type.
public struct LabCommand: ParsableCommand {
    /// What the command is called and what its help says.
    /// The command's name, help and parts.
    public static let configuration = CommandConfiguration(
        commandName: "lab",
        abstract: "Shows what happens to service discovery when something breaks.",
        discussion: """
            A topology describes hosts; a scenario says what should happen to them and what must \
            hold. Runs are in memory, under a virtual clock, and the same every time.

            Exit status: 0 all held, 1 a check failed, 2 the command line or a file is wrong, \
            3 the backend or a program is missing or failed, 4 timed out, 130 interrupted.
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, ValidateCommand.self, ListCommand.self, GraphCommand.self,
            SchemaCommand.self,
        ])

    /// Makes the command; the argument parser needs it.
    public init() {}
}
