import LabTesting
import Testing

@Suite struct FailureTests {
    @Test func aFailedExpectationFailsAtTheCallersLineWithSeedAndReport() throws {
        let lab = try SimulatedLab(topology: .named("three-node"), seed: 7)
        try lab.start(service: "simple", on: "host-1")
        let check = Check.dns("simple.service.consul", answers: ["host-2"])
        let line = #line + 2
        try withKnownIssue {
            try lab.expect(check, within: .seconds(2))
        } matching: { issue in
            if case .errorCaught(let error) = issue.kind { return error is TestFailure }
            let text = issue.comments.first?.rawValue ?? ""
            return issue.sourceLocation?.line == line
                && issue.sourceLocation?.fileName == "FailureTests.swift"
                && text.hasPrefix("seed 7\n✗ dns simple.service.consul")
                && text.contains("expected 192.168.50.102, last answer 192.168.50.101 (for ")
                && text.contains("host-1/discovery │ ")
        }
    }

    @Test func theErrorThatEndsTheTestIsOneLineWithTheSeed() throws {
        let lab = try SimulatedLab(topology: .named("three-node"), seed: 9)
        let failure = failure { try lab.expect(.leader(.none), within: .seconds(1)) }
        let description = try #require(failure).description
        #expect(description.hasPrefix("with seed 9: leader none: expected no leader"))
        #expect(!description.contains("\n"))
        #expect(failure?.report.hasPrefix("seed 9\n✗ leader none") == true)
    }

    @Test func theFaultsInForceAreNamed() throws {
        let lab = try SimulatedLab(topology: .named("three-node"))
        try lab.partition([["host-1"]], name: "cut")
        let failure = failure {
            try lab.expect(.members(alive: ["host-2"]), within: .seconds(1))
        }
        #expect(failure?.report.contains("faults in force: partition host-1 (1.000 s)") == true)
    }

    @Test(arguments: ["host-9", "host-1/nothing", "one-of(", ""])
    func aTargetThatThereIsNoneOfIsAFailure(_ target: String) throws {
        let lab = try SimulatedLab(topology: .named("three-node"))
        #expect(failure { try lab.kill(target) } != nil)
    }

    @Test func aServiceThatThereIsNoneOfIsAFailure() throws {
        let lab = try SimulatedLab(topology: .named("three-node"))
        let failure = failure { try lab.start(service: "nobody", on: "host-1") }
        #expect(failure?.description.contains("nobody") == true)
    }

    @Test func aTopologyThatThereIsNoneOfBringsTheNearestOne() {
        #expect {
            try SimulatedLab(topology: .named("three-nodes"))
        } throws: { error in
            "\(error)".contains("did you mean 'three-node'?")
        }
    }

    @Test func aTopologyThatIsWrongIsAnErrorWithItsPlace() {
        #expect {
            try SimulatedLab(topology: .text("hosts: {a: {rum: [discovery]}}"))
        } throws: { error in
            "\(error)".contains("topology.yaml:1:13: unknown key 'rum'")
        }
    }

    @Test func aScenarioThatFailsFailsWithTheWholeReport() throws {
        var programs = ProgramRegistry.builtin
        programs.replaceComponent(named: "balancer") { _ in FirstInstanceBalancer() }
        let failure = failure {
            try SimulatedLab.run(scenario: "failover", seed: 3, programs: programs)
        }
        let report = try #require(failure?.report)
        #expect(report.hasPrefix("failover on three-node (memory), seed 3\n✓ first instance"))
        #expect(report.contains("✗ second instance"))
        #expect(report.contains("\nfailed: seed 3, hash "))
    }

    /// What something fails with, where it does; its record is expected.
    private func failure(_ body: () throws -> Void) -> TestFailure? {
        var failure: TestFailure?
        withKnownIssue(isIntermittent: true) {
            do {
                try body()
            } catch let error as TestFailure {
                failure = error
            }
        }
        return failure
    }
}
