import ArgumentParser
import Foundation
import LabHost
import LabModel
import LabSupervisor

struct ExecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Runs a command in a host.",
        discussion: """
            The command has this one's input and output, and a terminal if this one has; its exit \
            status is this one's. No shell is involved: lab exec host-1 -- sh -c 'ps | wc -l'
            """)

    @OptionGroup var environment: EnvironmentOptions
    @Argument(help: "The host.")
    var host: String
    @Argument(parsing: .postTerminator, help: "The command, after --.")
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("exec what? Write lab exec \(host) -- COMMAND")
        }
    }

    func run() throws {
        try HostCommand(environment: environment, host: host).run(
            command, wantsTerminal: Console.isTerminal && Console.hasKeyboard)
    }
}
