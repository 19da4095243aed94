import ArgumentParser
import Foundation
import LabHost
import LabModel
import LabRunner
import LabSupervisor

/// A command that a person runs in a host of the lab that is up.
struct HostCommand {
    let environment: EnvironmentOptions
    let host: String

    /// Runs it to its end; its exit status is that of this process.
    func run(_ command: [String], wantsTerminal: Bool) throws {
        let lab = try environment.requiredLab()
        try lab.require(host: host)
        let specification = CommandSpec(
            command: command, environment: wantsTerminal ? Self.terminalVariables : [],
            terminal: wantsTerminal ? Self.terminalSize : nil)
        let code = try orBackendError { () throws(LabError) in
            try lab.attach(specification, on: host)
        }
        if code != 0 { throw ExitCode(code) }
    }

    private static var terminalVariables: [ServiceDefinition.Variable] {
        ["TERM", "COLORTERM", "LANG"].compactMap { name in
            ProcessInfo.processInfo.environment[name].map {
                ServiceDefinition.Variable(name, $0)
            }
        }
    }

    private static var terminalSize: CommandSpec.Terminal {
        var size = winsize()
        guard ioctl(STDIN_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return CommandSpec.Terminal(rows: 24, columns: 80)
        }
        return CommandSpec.Terminal(rows: Int(size.ws_row), columns: Int(size.ws_col))
    }
}

extension HostedLab {
    /// Ends the command where the lab has no such host, or it has no power.
    func require(host: String) throws {
        guard topology.host(named: host) != nil else {
            Console.printError(
                "there is no host '\(host)'" + topology.hosts.map(\.name).suggestion(for: host))
            throw ExitStatus.usage
        }
        guard units().first(where: { $0.unit == .host(host) })?.state.isAlive ?? false else {
            let suffix = EnvironmentOptions.option(information.environment)
            Console.printError("\(host) has no power: lab inject start \(host)\(suffix)")
            throw ExitStatus.backend
        }
    }
}
