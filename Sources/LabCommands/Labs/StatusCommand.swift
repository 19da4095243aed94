import ArgumentParser
import Foundation
import LabModel
import LabReport
import LabSupervisor

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows hosts, processes, instances and faults.",
        discussion: "Where no lab is up it says so, and the exit status is 0.")

    @OptionGroup var environment: EnvironmentOptions
    @Flag(help: "Every lab of yours that is up.")
    var all = false
    @Flag(help: "Print JSON, one line at a time.")
    var json = false
    @Flag(help: "Show it again and again, until Ctrl-C.")
    var watch = false

    func run() throws {
        guard watch else { return try show() }
        while true {
            if Console.isTerminal && !json { Console.clear() }
            try show()
            sleep(1)
        }
    }

    private func show() throws {
        if all { return try showAll() }
        guard let lab = try environment.lab() else {
            Console.print(
                json
                    ? JSONText.object([
                        ("environment", .text(environment.name)), ("isUp", .flag(false)),
                    ]).line
                    : EnvironmentOptions.absence(of: environment.name))
            return
        }
        let status = try LabStatus(lab)
        if json { Console.print(status.json.line) } else { status.lines.forEach(Console.print) }
    }

    private func showAll() throws {
        let labs = try Self.labs()
        if json {
            return Console.print(JSONText.array(try labs.map { try LabStatus($0).json }).line)
        }
        if labs.isEmpty { return Console.print("no lab is up") }
        for (index, lab) in labs.enumerated() {
            if index > 0 { Console.print("") }
            try LabStatus(lab).lines.forEach(Console.print)
        }
    }

    /// Every lab of this user that answers.
    private static func labs() throws -> [HostedLab] {
        try orBackendError { () throws(LabError) in
            var labs: [HostedLab] = []
            for environment in LabEnvironment.all() {
                if let lab = try HostedLab.connect(environment: environment) { labs.append(lab) }
            }
            return labs
        }
    }
}
