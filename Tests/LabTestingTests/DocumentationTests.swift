import Foundation
import LabFiles
import LabTesting
import Testing

/// The files in the documentation are files that the lab takes.
@Suite struct DocumentationTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The blocks of YAML in the pages that say what they are in their first line.
    static var files: [DocumentedFile] {
        get throws {
            let folder = root.appendingPathComponent("Documentation")
            let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                .filter { $0.hasSuffix(".md") }.map { folder.appendingPathComponent($0) }
            return try (pages + [root.appendingPathComponent("README.md")]).flatMap { page in
                try DocumentedFile.all(
                    of: String(contentsOf: page, encoding: .utf8), in: page.lastPathComponent)
            }
        }
    }

    @Test(arguments: try DocumentationTests.files)
    func everyFileInTheDocumentationIsValid(_ file: DocumentedFile) throws {
        let loader = ScenarioLoader(directory: Self.root.path, environment: [:])
        switch file.kind {
        case "topology": _ = try loader.topology(text: file.text, file: file.label)
        case "component": _ = try loader.component(text: file.text, file: file.label)
        default:
            let loaded = try loader.scenario(text: file.text, file: file.label)
            #expect(unsupportedActions(loaded.scenario, backend: "memory").isEmpty)
        }
    }

    @Test func thereAreScenariosAndTopologiesInTheDocumentation() throws {
        let kinds = try Self.files.map(\.kind)
        #expect(kinds.contains("scenario"))
        #expect(kinds.contains("topology"))
        #expect(kinds.contains("component"))
    }

    @Test(arguments: try DocumentationTests.files.filter { $0.kind == "scenario" })
    func everyScenarioInTheDocumentationPasses(_ file: DocumentedFile) throws {
        let loader = ScenarioLoader(directory: Self.root.path, environment: [:])
        let loaded = try loader.scenario(text: file.text, file: file.label)
        let result = MemoryRun(scenario: loaded.scenario, topology: loaded.topology).perform()
        #expect(result.outcome == .passed, "\(result.message ?? "")")
    }
}

/// A block of YAML in a page.
struct DocumentedFile: CustomTestStringConvertible {
    var page: String
    var line: Int
    var kind: String
    var text: String

    var label: String { "\(page)-\(line).yaml" }
    var testDescription: String { "\(kind) at \(page):\(line)" }

    static func all(of text: String, in page: String) -> [DocumentedFile] {
        var found: [DocumentedFile] = []
        var block: [String]?
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            if line == "```yaml" {
                block = []
            } else if line == "```", let lines = block {
                block = nil
                let kind = (lines.first ?? "").drop { $0 == "#" || $0 == " " }
                guard ["scenario", "topology", "component"].contains(String(kind)) else { continue }
                found.append(
                    DocumentedFile(
                        page: page, line: index - lines.count, kind: String(kind),
                        text: lines.joined(separator: "\n")))
            } else {
                block?.append(line)
            }
        }
        return found
    }
}
