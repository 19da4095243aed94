import ArgumentParser
import Foundation
import LabAgent

/// What the executable does: parses the command line, runs the command, exits as the contract says.
public enum CommandLineEntry {
    /// Runs the command of this process's arguments and ends the process.
    ///
    /// Where there is no `lab-agent` beside it, `lab` is started under that name and does its work.
    public static func main() {
        if isAgent { exit(AgentEntry.main(CommandLine.arguments)) }
        do {
            var command = try LabCommand.parseAsRoot()
            try command.run()
        } catch {
            exit(status(of: error))
        }
    }

    private static var isAgent: Bool {
        CommandLine.arguments.first?.split(separator: "/").last == "lab-agent"
    }

    /// Says what is wrong, where nobody has yet, and gives the exit status for it.
    private static func status(of error: any Error) -> Int32 {
        Console.clearProgress()
        if let code = error as? ExitCode { return code.rawValue }
        let message = LabCommand.fullMessage(for: error)
        if LabCommand.exitCode(for: error) == .success {
            Console.print(message)
            return 0
        }
        Console.printError(message)
        return ExitStatus.usage.rawValue
    }
}
