import LabNetwork
import LabProgram
import Testing

@testable import LabMembership

@Suite struct JoinTests {
    /// Lets a second agent with these tags try to join the first.
    private func join(
        _ tags: MemberTags, into own: MemberTags, rule: MergeRule
    ) throws -> JoinOutcome {
        var configuration = MembershipConfiguration.lan
        configuration.mergeRule = rule
        let first = try TestAgent(configuration, tags: own)
        var agent = Membership(
            name: "host-2", address: IPv4Address(10, 0, 0, 2), tags: tags,
            configuration: configuration, scope: 1)
        var system = first.system
        try agent.start(on: &system)
        agent.join([TestAgent.endpoint], on: &system)
        let connection = try #require(system.connections.last?.id)
        _ = agent.handle(
            .received(connection, first.membership.encodedState(.stateReply)), on: &system)
        let outcomes = agent.takeEvents().compactMap { event -> JoinOutcome? in
            if case .joinFinished(let outcome) = event { outcome } else { nil }
        }
        return try #require(outcomes.first)
    }

    private static let id = "286cb656-9a92-4162-0d22-6ff884579e27"

    @Test func memberOfTheDatacenterMayJoin() throws {
        let outcome = try join(
            ["dc": "dc1"], into: ["dc": "dc1", "id": JoinTests.id], rule: .datacenter("dc1"))
        #expect(outcome.contacted == 1)
        #expect(outcome.failures == [])
    }

    @Test func aMemberWhoseTagsHaveChangedOftenCanBeJoined() throws {
        var first = try TestAgent(tags: ["dc": "dc1"])
        for number in 1...20 {
            let tags: MemberTags = ["dc": "dc1", "note": "tags of the version \(number)"]
            #expect(first.membership.update(tags: tags, on: &first.system))
        }
        var agent = Membership(
            name: "host-2", address: IPv4Address(10, 0, 0, 2), tags: ["dc": "dc1"],
            configuration: .lan, scope: 1)
        var system = first.system
        try agent.start(on: &system)
        agent.join([TestAgent.endpoint], on: &system)
        let connection = try #require(system.connections.last?.id)
        _ = agent.handle(
            .received(connection, first.membership.encodedState(.stateReply)), on: &system)
        #expect(agent.member(named: "me")?.tags["note"] == "tags of the version 20")
        #expect(agent.statistics.malformed == 0)
    }

    @Test func memberOfAnotherDatacenterIsRefused() throws {
        let outcome = try join(["dc": "dc2"], into: ["dc": "dc1"], rule: .datacenter("dc2"))
        #expect(outcome.contacted == 0)
        #expect(
            outcome.failures.map(\.description) == [
                "Failed to join 10.0.0.100: Member 'me' part of wrong datacenter 'dc1'"
            ])
    }

    @Test func aNodeIDOfSomebodyElseIsRefused() throws {
        let tags: MemberTags = ["dc": "dc1", "id": JoinTests.id]
        let outcome = try join(tags, into: tags, rule: .datacenter("dc1"))
        #expect(
            outcome.failures.map(\.reason) == [
                "Member 'me' has conflicting node ID '\(JoinTests.id)' with this agent's ID"
            ])
    }

    @Test(arguments: [("consul", 1), ("node", 0)])
    func widePoolTakesServersOnly(role: String, contacted: Int) throws {
        let outcome = try join(["role": "consul"], into: ["role": role], rule: .servers)
        #expect(outcome.contacted == contacted)
    }

    @Test func refusedMemberIsUnknownOnBothSides() throws {
        var configuration = MembershipConfiguration.lan
        configuration.mergeRule = .datacenter("dc1")
        var cluster = TestCluster(configuration, seed: 1)
        cluster.wire.keepsLines = true
        cluster.add(3)
        cluster.configuration.mergeRule = .datacenter("dc2")
        cluster.add(join: [0], datacenter: "dc2")
        cluster.run(for: .seconds(5))
        #expect(cluster.programs[0].membership.memberCount == 3)
        #expect(cluster.programs[3].membership.memberCount == 1)
        #expect(
            cluster.wire.lines[0].contains {
                $0.contains("Member 'host-4' part of wrong datacenter 'dc2'")
            })
    }

    @Test func unreachableAddressesAreReportedInTheWordsOfConsul() throws {
        var agent = try TestAgent()
        let number = agent.membership.join(
            [TestAgent.peer(1), TestAgent.endpoint, TestAgent.peer(2)], on: &agent.system)
        for reason in [CloseReason.unreachable, .refused] {
            let connection = try #require(agent.system.connections.last?.id)
            _ = agent.membership.handle(.closed(connection, reason), on: &agent.system)
        }
        let outcome = JoinOutcome(
            number: number, contacted: 1,
            failures: [
                .init(
                    address: TestAgent.peer(1),
                    reason: "dial tcp 10.0.0.1:8301: connect: no route to host"),
                .init(
                    address: TestAgent.peer(2),
                    reason: "dial tcp 10.0.0.2:8301: connect: connection refused"),
            ])
        #expect(agent.membership.takeEvents().contains(.joinFinished(outcome)))
    }

    @Test func joinIsTriedAgainUntilSomebodyAnswers() throws {
        var cluster = TestCluster(seed: 4)
        cluster.add(join: [])
        cluster.kill(0)
        cluster.add(join: [0])
        cluster.run(for: .seconds(65))
        cluster.restart(0, join: [])
        let time = try #require(cluster.run(until: .seconds(60)) { $0.isConverged })
        #expect(time > .seconds(20))
        #expect(time < .seconds(31))
    }

    @Test func changedTagsReachEverybody() throws {
        var cluster = TestCluster(seed: 5)
        cluster.add(6)
        cluster.run(for: .seconds(5))
        cluster.change(2) { membership, system in
            membership.update(tags: ["dc": "dc1", "expect": "3"], on: &system)
        }
        let time = try #require(
            cluster.run(until: .seconds(5)) { cluster in
                cluster.programs.allSatisfy {
                    $0.membership.member(named: "host-3")?.tags["expect"] == "3"
                }
            })
        #expect(time < .seconds(1))
    }

    @Test func tagsThatFillNoPacketAreRefused() throws {
        var agent = try TestAgent()
        let tags: MemberTags = [
            "a": String(repeating: "x", count: 250), "b": String(repeating: "x", count: 250),
            "c": "0123456789",
        ]
        let isTaken = agent.membership.update(tags: tags, on: &agent.system)
        #expect(!isTaken)
    }
}
