import LabTesting
import Testing

@Suite struct ActionTests {
    private let lab: SimulatedLab

    init() throws { lab = try SimulatedLab(topology: .named("three-node"), seed: 4) }

    @Test func theLeaderCanBeKilledAndReturnsAsAFollower() throws {
        try lab.expect(.leader(.one))
        try lab.kill("leader")
        let took = try lab.expect(.leader(.changed))
        #expect(took > .zero)
        #expect(took < .seconds(10))
        try lab.start("servers")
        try lab.expect(.members(alive: ["host-1", "host-2", "host-3"]), within: .seconds(30))
        try lab.expect(.leadersPerTerm(atMost: 1))
    }

    @Test func onlyTheAgentOfTheLeaderCanBeKilled() throws {
        try lab.kill("leader/discovery")
        try lab.expect(.leader(.changed))
        for host in ["host-1", "host-2", "host-3"] {
            try lab.expect(
                .reach(ReachCheck(from: [.name("client")], to: [.name(host)])))
        }
    }

    @Test func aPartitionHoldsUntilItIsHealed() throws {
        try lab.partition([["host-1"]], name: "cut")
        try lab.expect(.not([PlacedCheck(reach("host-1", "host-2"))]), within: .seconds(20))
        try lab.heal("cut")
        try lab.expect(reach("host-1", "host-2"))
    }

    @Test func allFaultsAreHealedWithoutANameAndHealingTwiceIsFine() throws {
        try lab.inject(.isolate(hosts: [.name("host-2")]))
        try lab.inject(.unplug(hosts: [.name("host-3")], network: nil), for: .seconds(60))
        try lab.expect(
            .not([PlacedCheck(reach("client", "host-2"))]),
            .not([PlacedCheck(reach("client", "host-3"))]), within: .seconds(30))
        try lab.heal()
        try lab.heal()
        try lab.expect(reach("client", "host-2"), reach("client", "host-3"))
    }

    @Test func anInstanceStopsStartsAndRestarts() throws {
        try lab.start(service: "simple", on: "host-1", count: 2)
        try lab.expect(.health("simple", passing: 2))
        try lab.stop("host-1/simple.1")
        try lab.expect(.health("simple", passing: 1))
        try lab.start("host-1/simple.1")
        try lab.restart("host-1/simple.2")
        try lab.expect(.health("simple", passing: 2))
        try lab.kill("host-1/simple")
        try lab.expect(.dns("simple.service.consul", rcode: "NXDOMAIN"))
    }

    @Test func theHostsOfAStartMayBePicked() throws {
        try lab.start(service: "simple", on: "leader")
        try lab.expect(.health("simple", passing: 1))
    }

    @Test func timePassesByWaitingAlone() throws {
        let began = lab.now
        try lab.wait(.seconds(90))
        #expect(lab.now - began == .seconds(90))
    }

    @Test func keysAreWrittenAndRead() throws {
        try lab.expect(.kv("colour", value: nil))
        try lab.perform(.putKey(key: "colour", value: "green", from: nil))
        try lab.expect(.kv("colour", value: "green"))
    }

    @Test func whatMustKeepHoldingIsWatchedForThatLong() throws {
        let began = lab.now
        let took = try lab.expect(.leader(.one), stable: .seconds(5))
        #expect(took < .seconds(1))
        #expect(lab.now - began >= .seconds(5))
    }

    @Test func theSameSeedGivesTheSameLab() throws {
        func hash(_ seed: UInt64) throws -> String? {
            let lab = try SimulatedLab(topology: .named("three-node"), seed: seed)
            try lab.start(service: "simple", on: "host-1")
            try lab.expect(.health("simple", passing: 1))
            return lab.lab.traceHash
        }
        let first = try hash(1)
        #expect(first != nil)
        #expect(try hash(1) == first)
        #expect(try hash(2) != first)
    }

    private func reach(_ from: String, _ to: String) -> Check {
        .reach(ReachCheck(from: [.name(from)], to: [.name(to)]))
    }
}
