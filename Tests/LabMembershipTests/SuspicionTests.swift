import LabNetwork
import Testing

@testable import LabMembership

@Suite struct SuspicionTests {
    /// When `host-1` is declared dead after suspicions that come at given times.
    private func timeOfDeath(
        peers: Int, _ suspicions: [(at: Int64, from: String)],
        _ configuration: MembershipConfiguration = .lan
    ) throws -> Interval? {
        var agent = try TestAgent(configuration, peers: peers)
        let start = agent.system.now
        for suspicion in suspicions {
            try agent.runAnswering(
                for: .milliseconds(suspicion.at) - (agent.system.now - start))
            agent.hear(.suspect("host-1", 1, from: suspicion.from))
        }
        while agent.system.now - start < .seconds(100) {
            if agent.state("host-1") == .dead { return agent.system.now - start }
            try agent.runAnswering(for: .milliseconds(10))
        }
        return nil
    }

    @Test func aLoneAccuserWaitsLongest() throws {
        let time = try #require(try timeOfDeath(peers: 5, [(0, "host-2")]))
        #expect(abs(time.seconds - 24) <= 0.02)
    }

    @Test func oneConfirmationShortensTheTime() throws {
        let time = try #require(
            try timeOfDeath(peers: 5, [(0, "host-2"), (1000, "host-3")]))
        #expect(abs(time.seconds - 11.381) <= 0.02)
    }

    @Test func twoConfirmationsBringTheLeastTimeCountedFromTheFirstSuspicion() throws {
        let time = try #require(
            try timeOfDeath(peers: 5, [(0, "host-2"), (1000, "host-3"), (2000, "host-4")]))
        #expect(abs(time.seconds - 4) <= 0.02)
    }

    @Test func lateConfirmationEndsItAtOnce() throws {
        let time = try #require(
            try timeOfDeath(peers: 5, [(0, "host-2"), (9000, "host-3"), (9500, "host-4")]))
        #expect(abs(time.seconds - 9.5) <= 0.02)
    }

    @Test func theSameAccuserCountsOnce() throws {
        let time = try #require(
            try timeOfDeath(
                peers: 5, [(0, "host-2"), (1000, "host-2"), (2000, "host-3"), (3000, "host-3")]))
        #expect(abs(time.seconds - 11.381) <= 0.02)
    }

    @Test func smallPoolsExpectNoConfirmations() throws {
        let time = try #require(try timeOfDeath(peers: 2, [(0, "host-2")]))
        #expect(abs(time.seconds - 4) <= 0.02)
    }

    @Test func withoutLifeguardTheTimeIsFixed() throws {
        var configuration = MembershipConfiguration.lan
        configuration.lifeguard = false
        let time = try #require(try timeOfDeath(peers: 5, [(0, "host-2")], configuration))
        #expect(abs(time.seconds - 4) <= 0.02)
    }

    @Test func newConfirmationIsPassedOnAndAnOldOneIsNot() throws {
        var agent = try TestAgent(peers: 5)
        try agent.runAnswering(for: .seconds(5))
        agent.hear(.suspect("host-1", 1, from: "host-2"))
        try agent.runAnswering(for: .seconds(3))
        agent.hear(.suspect("host-1", 1, from: "host-2"))
        agent.run(for: .milliseconds(400))
        #expect(!(try agent.takeMessages()).contains(.suspect("host-1", 1, from: "host-2")))
        agent.hear(.suspect("host-1", 1, from: "host-3"))
        agent.run(for: .milliseconds(400))
        #expect((try agent.takeMessages()).contains(.suspect("host-1", 1, from: "host-3")))
    }
}
