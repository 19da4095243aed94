import ArgumentParser
import LabFiles

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists what can be named: scenarios, topologies, components."
    )

    func run() throws {
        let entries = ScenarioLibrary().list()
        if entries.allSatisfy(\.path.isEmpty) {
            Console.print("There is no folder Scenarios here, or nothing in it.")
        }
        let width = entries.map(\.name.count).max() ?? 0
        for kind in FileKind.allCases {
            let members = entries.filter { $0.kind == kind }
            guard !members.isEmpty else { continue }
            Console.print(kind.plural)
            for entry in members {
                let name = entry.name.padding(toLength: width, withPad: " ", startingAt: 0)
                Console.print("  \(name)  \(entry.problem ?? entry.description)")
            }
        }
    }
}
