import Foundation
import Testing

@Suite struct SeedTests {
    @Test func theSameSeedGivesTheSameRunInEveryProcess() async throws {
        let first = try await LabExecutable.run("run", "failover", "--json")
        let second = try await LabExecutable.run(
            "run", "failover", "--json", environment: ["TZ": "Asia/Tokyo", "LC_ALL": "C"])
        #expect(try JSONRun(first.output).hash == JSONRun(second.output).hash)
    }

    @Test func severalSeedsGiveDifferentRunsAndASummary() async throws {
        let outcome = try await LabExecutable.run("run", "failover", "--seed", "1..3")
        #expect(outcome.status == 0)
        let hashes = outcome.output.matches(of: /passed: seed (\d), hash ([0-9a-f]{32})/)
        #expect(hashes.map(\.output.1) == ["1", "2", "3"])
        #expect(Set(hashes.map(\.output.2)).count == 3)
        #expect(outcome.output.contains("dns-failover: "))
        #expect(outcome.lines.last?.hasPrefix("3 runs: 3 passed in ") == true)
    }

    @Test func aSeedThatIsRepeatedGivesTheSameHash() async throws {
        let outcome = try await LabExecutable.run("run", "failover", "--repeat", "2", "--json")
        #expect(outcome.status == 0)
        let runs = try outcome.lines.map { try JSONRun($0) }
        #expect(runs.count == 2)
        #expect(Set(runs.map(\.hash)).count == 1)
    }

    @Test func aWrongExpectationFailsWithEverySeed() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(SampleScenarios.wrong, to: "wrong.yaml")
        let outcome = try await LabExecutable.run("run", file, "--seed", "1..20", "--json")
        #expect(outcome.status == 1)
        let runs = try outcome.lines.map { try JSONRun($0) }
        #expect(runs.map(\.seed) == Array(1...20))
        #expect(runs.allSatisfy { $0.result == "failed" })
        #expect(Set(runs.map(\.hash)).count == 20)
        #expect(
            runs.allSatisfy {
                $0.steps.map(\.result) == ["passed", "passed", "failed", "not-run", "not-run"]
            })
    }

    @Test func theSeedsThatDidNotPassAreNamed() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(SampleScenarios.wrong, to: "wrong.yaml")
        let outcome = try await LabExecutable.run("run", file, "--seed", "4..5")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("2 runs: 2 failed in "))
        #expect(outcome.lines.last == "seeds that did not pass: 4 5")
    }
}
