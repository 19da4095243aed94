import Foundation
import LabModel
import LabNetwork

@testable import LabFiles

/// The directory that holds `Scenarios`.
let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// A directory with some files, removed when it is let go.
final class TemporaryDirectory {
    let path: String

    init(_ files: [String: String]) throws {
        path =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("lab-files-\(UUID().uuidString)").path
        for (name, text) in files { try write(text, to: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }

    func loader(
        environment: [String: String] = [:], overrides: [Override] = [],
        implementations: [Implementation] = []
    ) -> ScenarioLoader {
        ScenarioLoader(
            directory: path, environment: environment, overrides: overrides,
            implementations: implementations)
    }
}

/// The topology of the contract.
func threeNodes() throws -> Topology {
    try ScenarioLoader(directory: repository, environment: [:])
        .topology(named: "three-node").topology
}

/// The steps of a scenario on the contract's topology.
func steps(_ text: String) throws -> [Step] {
    let whole = "steps:\n" + text
    return try ScenarioLoader(directory: repository, environment: [:])
        .scenario(text: whole, topology: threeNodes()).scenario.steps
}

/// The actions of a single step.
func actions(_ text: String) throws -> [Action] {
    let lines = text.split(separator: "\n").enumerated()
    let step = lines.map { ($0.offset == 0 ? "  - " : "    ") + $0.element }
    return try steps(step.joined(separator: "\n")).flatMap { $0.actions.map(\.action) }
}

/// The single check of a text.
func check(_ text: String) throws -> Check? {
    try steps("  - expect:\n      - " + text).first?.expect.first?.check
}

/// The errors of loading something, as users read them; empty where there are none.
func errors(_ body: () throws(FileError) -> Void) -> String {
    do throws(FileError) {
        try body()
        return ""
    } catch {
        return error.description
    }
}

/// A target of a host's name.
func host(_ name: String) -> Target { .name(name) }

/// A target of a part of a host.
func part(_ host: String, _ name: String, _ index: Int? = nil) -> Target {
    .part(host: .name(host), name: name, index: index)
}
