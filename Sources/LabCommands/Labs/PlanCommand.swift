import ArgumentParser
import Foundation
import LabModel
import LabReport
import LabSupervisor

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Says what up would create, change and destroy.",
        discussion: "+ is created, ~ changed, - destroyed, -/+ made anew. Nothing is done.")

    @OptionGroup var files: FileOptions
    @OptionGroup var environment: EnvironmentOptions
    @Flag(help: "Print JSON.")
    var json = false
    @Argument(help: "A topology, by path or name; the one that is up where it is left out.")
    var topology: String?

    func run() throws {
        let lab = try environment.lab()
        let drawn = try TopologyChoice(name: topology, files: files).topology(standing: lab)
        let update = LabUpdate(of: lab, to: drawn)
        if json {
            let lines = update.lines.map { JSONText.change($0) }
            Console.print(
                JSONText.object([
                    ("environment", .text(environment.name)), ("topology", .text(drawn.name)),
                    ("isUp", .flag(lab != nil)), ("changes", .array(lines)),
                ]).line)
        } else if update.isEmpty {
            Console.print(
                "\(drawn.name) is up as '\(environment.name)' and as drawn: nothing to do")
        } else {
            update.lines.forEach { Console.print($0) }
        }
    }
}

extension JSONText {
    /// A line of a plan: its sign, and what it is about.
    fileprivate static func change(_ line: String) -> JSONText {
        let sign = String(line.prefix { $0 != " " })
        return .object([
            ("change", .text(sign)), ("what", .text(String(line.dropFirst(sign.count + 1)))),
        ])
    }
}
