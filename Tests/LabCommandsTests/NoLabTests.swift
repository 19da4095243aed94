import Foundation
import Testing

/// What the commands say where no lab is up.
@Suite struct NoLabTests {
    @Test func statusSaysThatThereIsNone() async throws {
        let outcome = try await LabExecutable.run("status")
        #expect(outcome.status == 0)
        #expect(outcome.output == "no lab is up as 'default'\n")
        let other = try await LabExecutable.run("status", "--env", "other", "--json")
        #expect(other.status == 0)
        #expect(other.output == "{\"environment\": \"other\", \"isUp\": false}\n")
    }

    @Test func allLabsAreNone() async throws {
        let status = try await LabExecutable.run("status", "--all")
        #expect(status.status == 0)
        #expect(status.output == "no lab is up\n")
        #expect(try await LabExecutable.run("status", "--all", "--json").output == "[]\n")
    }

    @Test(arguments: [["destroy"], ["destroy", "--env", "other"], ["destroy", "--all"]])
    func thereIsNothingToDestroy(_ arguments: [String]) async throws {
        for _ in 1...2 {
            let outcome = try await LabExecutable.run(arguments)
            #expect(outcome.status == 0)
            #expect(outcome.output.hasPrefix("no lab is up"))
            #expect(outcome.errors.isEmpty)
        }
    }

    @Test(arguments: [
        ["exec", "host-1", "--", "true"], ["shell", "host-1"], ["logs"], ["taint", "host-1"],
        ["dns", "simple.service.consul"], ["http", "http://host-3/"], ["heal"],
        ["inject", "kill", "host-1"], ["capture", "host-1", "-o", "/dev/null"],
    ])
    func whatNeedsALabSaysHowToMakeOne(_ arguments: [String]) async throws {
        let outcome = try await LabExecutable.run(
            [arguments[0], "--env", "other"] + arguments.dropFirst())
        #expect(outcome.status == 3)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.errors == "no lab is up as 'other': lab up --env other brings one up\n")
    }

    @Test func aPlanWithoutALabCreatesEverything() async throws {
        let outcome = try await LabExecutable.run("plan", "one-server")
        #expect(outcome.status == 0)
        #expect(outcome.lines.allSatisfy { $0.hasPrefix("+ ") })
        #expect(outcome.errors.isEmpty)
        let json = try await LabExecutable.run("plan", "one-server", "--json")
        let plan = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(plan?["isUp"] as? Bool == false)
        #expect((plan?["changes"] as? [[String: String]])?.count == outcome.lines.count)
    }

    @Test func whichTopologyIsAskedWhereThereAreSeveral() async throws {
        let outcome = try await LabExecutable.run("up")
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("which topology? There are "))
        #expect(outcome.errors.contains("three-node"))
    }

    @Test func withoutScenariosATopologyHasToBeNamed() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await LabExecutable.run("plan", in: folder.url("."))
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("which topology? Name a file"))
    }

    @Test func theOnlyTopologyNeedsNoName() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            at: folder.url("Scenarios/topologies"), withIntermediateDirectories: true)
        _ = try folder.write(
            "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {host-1: {}}\n",
            to: "Scenarios/topologies/only.yaml")
        let outcome = try await LabExecutable.run("plan", in: folder.url("."))
        #expect(outcome.status == 0)
        #expect(outcome.output == "+ host host-1 (10.0.0.1)\n")
    }
}
