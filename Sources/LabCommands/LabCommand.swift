import ArgumentParser

/// The root of everything that people type.
public struct LabCommand: ParsableCommand {
    /// The command's name, help and parts.
    public static let configuration = CommandConfiguration(
        commandName: "lab",
        abstract: "Shows what happens to service discovery when something breaks.",
        discussion: """
            A topology describes hosts; a scenario says what should happen to them and what must \
            hold. Scenarios run in memory, under a virtual clock and the same every time, or with \
            real programs in network namespaces or virtual machines. A lab that is up can be \
            looked into and broken by hand.

            Exit status: 0 all held, 1 a check failed, 2 the command line or a file is wrong, \
            3 the backend or a program is missing or failed, 4 timed out, 130 interrupted.
            """,
        version: "0.1.0",
        subcommands: [SuperviseCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Scenario",
                subcommands: [
                    RunCommand.self, ValidateCommand.self, ListCommand.self, GraphCommand.self,
                    SchemaCommand.self,
                ]),
            CommandGroup(
                name: "Lab",
                subcommands: [
                    UpCommand.self, PlanCommand.self, StatusCommand.self, TaintCommand.self,
                    DestroyCommand.self, DoctorCommand.self, ImageCommand.self,
                ]),
            CommandGroup(
                name: "Host and fault",
                subcommands: [
                    ExecCommand.self, ShellCommand.self, LogsCommand.self, DNSCommand.self,
                    HTTPCommand.self, CaptureCommand.self, InjectCommand.self, HealCommand.self,
                ]),
        ])

    /// Makes the command; the argument parser needs it.
    public init() {}
}
