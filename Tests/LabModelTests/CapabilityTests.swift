import Foundation
import Testing

@testable import LabModel

/// What the backends can do, and what the documentation says of it.
@Suite struct CapabilityTests {
    @Test func theDocumentationSaysWhatTheBackendsDeclare() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Documentation/Backends.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let begin = try #require(text.range(of: "<!-- capabilities:"))
        let start = try #require(text[begin.lowerBound...].range(of: "-->\n")).upperBound
        let end = try #require(text.range(of: "<!-- end of capabilities -->")).lowerBound
        #expect(
            text[start..<end] == "\n\(Capability.markdownTable)\n",
            "put this into Documentation/Backends.md:\n\n\(Capability.markdownTable)")
    }

    @Test func everyRowHasACellForEachBackend() {
        let rows = Capability.markdownTable.split(separator: "\n")
        #expect(rows.count == Capability.allCases.count + 2)
        for row in rows {
            #expect(row.split(separator: "|").count == BackendKind.allCases.count + 1, "\(row)")
        }
    }

    @Test func aRefusalSaysWhyAndWhereElse() {
        #expect(
            Capability.skew.refusal(of: "skew", on: .netns)
                == "netns hosts share the machine's wall clock, so there is no skew: run it in "
                + "memory or on libvirt")
        #expect(
            Capability.execute.refusal(of: "exec", on: .memory)
                == "memory runs no real programs, so there is no exec: run it on netns or libvirt")
        #expect(Capability.skew.refusal(of: "skew", on: .libvirt) == nil)
    }

    @Test func aScenarioIsRefusedByWhatItsBackendLacks() {
        var scenario = Scenario(name: "s")
        let skew = Action.inject(
            .skew(hosts: [.name("host-1")], offset: .seconds(1), driftPerBillion: 0), name: nil,
            duration: nil)
        let exec = Action.execute(ExecuteAction(command: ["true"]))
        scenario.steps = [skew, exec].map { action in
            var step = Step(name: "\(action)")
            step.actions = [PlacedAction(action)]
            return step
        }
        let topology = Topology(name: "t", networks: [], hosts: [])
        func refused(on backend: String) -> [String?] {
            scenario.obstacles(on: backend, in: topology).map(\.step)
        }
        #expect(refused(on: "memory") == ["\(exec)"])
        #expect(refused(on: "netns") == ["\(skew)"])
        #expect(refused(on: "libvirt").isEmpty)
        #expect(refused(on: "another").isEmpty)
    }
}
