import Foundation
import Testing

@Suite struct OtherCommandTests {
    @Test func validateNamesWhatEachFileIs() async throws {
        let outcome = try await LabExecutable.run("validate", "failover", "three-node")
        #expect(outcome.status == 0)
        #expect(outcome.output == "failover: a valid scenario\nthree-node: a valid topology\n")
    }

    @Test func validateGoesOnAfterAnError() async throws {
        let outcome = try await LabExecutable.run("validate", "nobody", "failover")
        #expect(outcome.status == 2)
        #expect(outcome.output == "failover: a valid scenario\n")
        #expect(outcome.errors.hasPrefix("no file 'nobody'"))
    }

    @Test func everyScenarioAndTopologyOfThisPackageIsListedAndValid() async throws {
        let outcome = try await LabExecutable.run("list")
        #expect(outcome.status == 0)
        let names = outcome.lines.filter { $0.hasPrefix("  ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(
            Set(["failover", "staging", "one-server", "coreos", "three-node"])
                .isSubset(of: Set(names)))
        let checked = try await LabExecutable.run(["validate"] + names)
        #expect(checked.status == 0)
        #expect(checked.errors.isEmpty)
    }

    @Test func withoutAFolderOfScenariosThereIsWhatTheLabBringsAlong() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await LabExecutable.run("list", in: folder.url("."))
        #expect(outcome.status == 0)
        #expect(outcome.lines.first == "There is no folder Scenarios here, or nothing in it.")
        #expect(outcome.lines.contains { $0.hasPrefix("  consul ") })
    }

    @Test(arguments: [
        ("text", "three-node\n"), ("mermaid", "flowchart"), ("dot", "graph"), ("svg", "<svg"),
    ])
    func aTopologyIsDrawn(_ format: String, _ beginning: String) async throws {
        let outcome = try await LabExecutable.run("graph", "three-node", "--format", format)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains(beginning))
        for host in ["host-1", "host-2", "host-3", "client", "192.168.50.103"] {
            #expect(outcome.output.contains(host))
        }
        #expect(outcome.output.hasSuffix("\n"))
    }

    @Test(arguments: [[], ["scenario"], ["topology"], ["component"]])
    func theSchemaIsJSON(_ kind: [String]) async throws {
        let outcome = try await LabExecutable.run(["schema"] + kind)
        #expect(outcome.status == 0)
        let schema = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        #expect((schema as? [String: Any])?["$schema"] != nil)
    }
}
