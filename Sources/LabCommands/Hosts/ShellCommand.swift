import ArgumentParser
import Foundation

struct ShellCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "Opens a shell in a host.",
        discussion: "It is the one that $SHELL names, else /bin/sh; its exit status is this one's.")

    @OptionGroup var environment: EnvironmentOptions
    @Argument(help: "The host.")
    var host: String

    func run() throws {
        let wanted = ProcessInfo.processInfo.environment["SHELL"] ?? ""
        // A host's root is the machine's, so what is there is there in the host.
        let isThere = wanted.hasPrefix("/") && FileManager.default.isExecutableFile(atPath: wanted)
        try HostCommand(environment: environment, host: host).run(
            [isThere ? wanted : "/bin/sh"], wantsTerminal: Console.hasKeyboard)
    }
}
