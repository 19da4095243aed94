import ArgumentParser
import LabFiles

struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draws a topology.")

    @OptionGroup var files: FileOptions
    @Option(name: .shortAndLong, help: "What to draw it as.")
    var format = TopologyGraph.Format.text
    @Argument(help: "A topology, by path or name.")
    var topology: String

    func run() throws {
        let loader = try files.loader()
        let loaded = try orUsageError { try loader.topology(named: topology) }
        let drawing = TopologyGraph(loaded.topology).rendered(as: format)
        Console.write(drawing.hasSuffix("\n") ? drawing : drawing + "\n")
    }
}

extension TopologyGraph.Format: ExpressibleByArgument {}
