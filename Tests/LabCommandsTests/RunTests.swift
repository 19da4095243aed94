import Foundation
import Testing

@Suite struct RunTests {
    @Test(arguments: ["scenarios/failover.yaml", "Scenarios/failover.yaml", "failover", "FAILOVER"])
    func aScenarioIsFoundByPathInAnyCaseAndByName(_ name: String) async throws {
        let outcome = try await LabExecutable.run("run", name)
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        let lines = outcome.lines
        #expect(lines.first == "failover on three-node (memory), seed 1")
        #expect(lines.count { $0.hasPrefix("✓ ") } == 5)
        #expect(lines.last?.wholeMatch(of: Self.ending) != nil)
    }

    private static var ending: Regex<Substring> {
        /passed: seed 1, hash [0-9a-f]{32}, \d+ events, \d+\.\d{3} s in \d+\.\d{3} s/
    }

    @Test func aFailedCheckEndsWithOneAndAReport() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(SampleScenarios.wrong, to: "wrong.yaml")
        let outcome = try await LabExecutable.run("run", file)
        #expect(outcome.status == 1)
        #expect(outcome.errors.isEmpty)
        for part in [
            "✗ one application dies", "\(file):30:9",
            "30 |       - dns: {query: simple.service.consul, answers: [host-1]}",
            "^ expected 192.168.50.101, last answer 192.168.50.102 (for ",
            "faults in force: kill host-1/simple (5.000 s)", "host-1/discovery │ ",
            "- 2 steps not run",
        ] { #expect(outcome.output.contains(part), "\(part) is missing") }
        #expect(outcome.lines.last?.hasPrefix("failed: seed 1, hash ") == true)
    }

    @Test func aScenarioThatPassesItsLimitEndsWithFour() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(SampleScenarios.late, to: "late.yaml")
        let outcome = try await LabExecutable.run("run", file)
        #expect(outcome.status == 4)
        #expect(outcome.output.contains("expected no leader"))
        #expect(outcome.lines.last?.hasPrefix("timed out: seed 1, hash ") == true)
    }

    @Test func whatVirtualMachinesLackIsSaidInALine() async throws {
        let outcome = try await LabExecutable.run(
            "run", "--backend", "libvirt", "--kernel", "/no/such/kernel", "failover")
        #expect(outcome.status == 3)
        #expect(outcome.output.isEmpty)
        // A static agent or libvirt may be what is missing first.
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test func aStepThatNamespacesCannotDoIsNamedBeforeAnythingStarts() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            """
            topology: three-node
            steps:
              - name: an hour ahead
                skew: {host: host-1, offset: 1h}
            """, to: "skew.yaml")
        let outcome = try await LabExecutable.run("run", "--backend", "netns", file)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("\(file):4:5: step 'an hour ahead': netns hosts share"))
    }

    @Test func aProgramThatIsMissingIsNamedBeforeAnythingStarts() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(
            """
            component: mine
            role: custom
            command: [no-such-program]
            requires: [no-such-program]
            """, to: "mine.yaml")
        let topology = try folder.write(
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {host-1: {run: [mine]}}
            components: {mine: {role: custom, use: ./mine.yaml}}
            """, to: "topology.yaml")
        let scenario = try folder.write(
            """
            topology: topology.yaml
            steps: [{name: nothing, wait: 1s}]
            """, to: "scenario.yaml")
        for arguments in [["run", "--backend", "netns", scenario], ["up", topology]] {
            let outcome = try await LabExecutable.run(arguments)
            #expect(outcome.status == 3)
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains("mine needs no-such-program"), "\(outcome.errors)")
        }
    }

    @Test func aRealProgramIsMissing() async throws {
        let outcome = try await LabExecutable.run("run", "--use", "discovery=consul", "failover")
        #expect(outcome.status == 3)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.errors.contains("'discovery' uses consul, and memory runs no real programs"))
    }

    @Test func aStepThatMemoryCannotDoIsNamedBeforeAnythingStarts() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(SampleScenarios.command, to: "command.yaml")
        let outcome = try await LabExecutable.run("run", "failover", file)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("command.yaml:5:5: step 'a command': "))
    }

    @Test func aValueOfTheFileCanBeReplaced() async throws {
        let before = try await LabExecutable.run("run", "failover", "--json")
        let after = try await LabExecutable.run(
            "run", "failover", "--json", "--set", "components.discovery.raft_multiplier=5")
        #expect(before.status == 0)
        #expect(after.status == 0)
        let (fast, slow) = (try JSONRun(before.output), try JSONRun(after.output))
        #expect(slow.virtualSeconds > fast.virtualSeconds)
    }

    @Test func severalScenariosEndWithTheWorstOfTheirStatuses() async throws {
        let folder = try TemporaryFolder()
        let wrong = try folder.write(SampleScenarios.wrong, to: "wrong.yaml")
        let late = try folder.write(SampleScenarios.late, to: "late.yaml")
        #expect(try await LabExecutable.run("run", late, "failover").status == 4)
        #expect(try await LabExecutable.run("run", late, wrong, "failover").status == 1)
    }

    @Test func whatIsNoTerminalGetsNoColour() async throws {
        let outcome = try await LabExecutable.run("run", "failover")
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test(arguments: [(nil, true), ("1", false), ("", true)] as [(String?, Bool)])
    func aTerminalGetsColourUnlessNobodyWantsIt(_ variable: String?, _ isColoured: Bool) throws {
        let output = try Terminal.output(
            of: ["run", "failover"],
            environment: variable.map { ["NO_COLOR": $0] } ?? [:])
        #expect(output.contains("everything comes back"))
        #expect(output.contains("\u{1B}[") == isColoured)
    }
}
