import ArgumentParser
import LabFiles

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of the lab's files, for editors.",
        discussion: """
            Without an argument the schema covers every kind of file. An editor that runs \
            yaml-language-server finds it by a comment in the first line of a file:
            # yaml-language-server: $schema=lab.schema.json
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case scenario, topology, component
    }

    @Argument(help: "scenario, topology or component; all of them where it is left out.")
    var kind: Kind?

    func run() {
        let kind = kind.flatMap { FileKind(rawValue: $0.rawValue) }
        Console.print(kind.map { FileSchema.json(for: $0) } ?? FileSchema.json)
    }
}
