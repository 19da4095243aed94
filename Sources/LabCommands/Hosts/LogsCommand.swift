import ArgumentParser
import LabModel
import LabRunner
import LabSupervisor

struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Shows what programs in the lab have logged.",
        discussion: """
            Without a target it is all of them. A target is a host, a component or a service, or \
            one of them on a host: host-1, discovery, host-1/discovery, simple, host-1/simple.2
            """)

    @OptionGroup var environment: EnvironmentOptions
    @Flag(name: [.customShort("f"), .long], help: "Go on with new lines as they come.")
    var follow = false
    @Option(help: ArgumentHelp("Only so many of the last lines.", valueName: "n"))
    var tail: Int?
    @Argument(help: "Whose logs.")
    var targets: [String] = []

    func validate() throws {
        guard (tail ?? 0) >= 0 else { throw ValidationError("--tail takes a number from 0 on") }
    }

    func run() throws {
        let lab = try environment.requiredLab()
        let units = try UnitNames(lab).units(of: targets)
        let width = lab.units().map(\.unit.description.count).max() ?? 0
        try orBackendError { () throws(LabError) in
            if follow {
                try lab.followLog(of: units, tail: tail ?? Int.max) { line in
                    Self.show(line, width)
                    return true
                }
            } else {
                var lines: [LogLine] = []
                for unit in units { lines += lab.log(of: unit) }
                lines.sort { $0.at < $1.at }
                for line in lines.suffix(tail ?? Int.max) { Self.show(line, width) }
            }
        }
    }

    private static func show(_ line: LogLine, _ width: Int) {
        let unit = line.unit.description
        let space = String(repeating: " ", count: max(width - unit.count, 0))
        Console.print(
            Console.faint("\(unit)\(space) │ \(line.at.secondsText)") + " " + line.text)
    }
}
