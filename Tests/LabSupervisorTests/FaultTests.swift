import LabHost
import LabModel
import LabNetwork
import LabRunner
import Testing

@testable import LabSupervisor

/// Faults, from their beginning to their end.
@Suite struct FaultTests {
    private typealias Unit = LabRunner.Unit
    private let discovery = Unit.component(host: "host-1", name: "discovery")
    private let second = IPv4Address(10, 0, 0, 2)

    private func arrives(_ test: TestLab, from host: Int = 0) -> Bool {
        if case .arrives = test.wires.verdict(from: host, to: second) { true } else { false }
    }

    @Test(arguments: [
        ActiveFault.partition([["host-1"], ["host-2"]]),
        .block(from: ["host-1"], to: ["host-2"], reject: false),
        .unplug(["host-2"], network: nil), .unplug(["host-1"], network: "lan"),
    ])
    func aFaultOfTheNetworkHoldsUntilItIsHealed(_ fault: ActiveFault) throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        #expect(arrives(test))
        let id = try lab.inject(fault)
        #expect(!arrives(test))
        #expect(try lab.faults().map(\.description) == [fault.words])
        lab.heal(id)
        #expect(arrives(test))
        #expect(try lab.faults().isEmpty)
    }

    @Test func aRejectedPacketIsAnswered() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        _ = try lab.inject(.block(from: ["host-1"], to: ["host-2"], reject: true))
        #expect(test.wires.verdict(from: 0, to: second) == .rejected)
    }

    @Test func theNewestDegradationHoldsAndTheOneBeforeComesBack() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        var slow = LinkConditions()
        slow.delay = .seconds(100)
        var dead = LinkConditions()
        dead.loss = Probability(billionths: 1_000_000_000)
        _ = try lab.inject(.degradeLink(["host-1"], slow, .both))
        let id = try lab.inject(.degradeLink(["host-1"], dead, .both))
        #expect(test.wires.verdict(from: 0, to: second) == .lost)
        lab.heal(id)
        guard case .arrives(let at, _) = test.wires.verdict(from: 0, to: second) else {
            Issue.record("it is lost")
            return
        }
        #expect(at > PollLoop.now + .seconds(90))
    }

    @Test func aPausedProcessGoesOnWhenTheFaultEnds() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let id = try lab.inject(.pause([discovery]))
        #expect(lab.state(of: discovery) == .paused)
        let other = try lab.inject(.pause([.host("host-1")]))
        lab.heal(other)
        #expect(lab.state(of: discovery) == .paused)
        lab.heal(id)
        #expect(lab.state(of: discovery) == .running)
        try TestLab.eventually {
            let frozen = try test.host("host-1").ordered.compactMap { order in
                if case .freeze(let names, let isFrozen) = order { (names, isFrozen) } else { nil }
            }
            return frozen.map(\.1) == [true, false] && frozen.allSatisfy { $0.0 == ["discovery"] }
        }
    }

    @Test func aProcessThatWasStartedAnewIsNotThawed() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let old = try lab.inject(.pause([discovery]))
        try lab.kill(discovery, signal: "SIGKILL")
        try lab.start(discovery)
        let new = try lab.inject(.pause([discovery]))
        lab.heal(old)
        #expect(lab.state(of: discovery) == .paused)
        lab.heal(new)
        #expect(lab.state(of: discovery) == .running)
    }

    @Test func faultsEndWithTheClientThatInjectedThem() throws {
        let test = try TestLab()
        let first = try test.firstClient()
        try first.bring(up: .pair())
        var second: HostedLab? = try test.connect()
        _ = try second?.inject(.partition([["host-1"], ["host-2"]]))
        second?.faultsOutliveClient = true
        _ = try second?.inject(.unplug(["host-2"], network: nil))
        #expect(try first.faults().count == 2)
        second = nil
        try TestLab.eventually { try first.faults().map(\.description) == ["unplug host-2"] }
        #expect(try first.healAll() == ["unplug host-2"])
        #expect(arrives(test))
    }

    @Test func aFullDiskAndAWrongDNSHoldAcrossAPowerCut() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let disk = try lab.inject(.fillDisk(["host-1"], leave: 4_096))
        _ = try lab.inject(
            .dns(["host-1"], answer: .servfail, delay: .milliseconds(20), match: .exactly("a.b")))
        let expected = DNSLie(answer: .servfail, delayMilliseconds: 20, match: .exactly("a.b"))
        for round in 1...2 {
            try TestLab.eventually {
                let ordered = try test.host("host-1").ordered
                return ordered.contains {
                    if case .limitDisk(leave: 4_096) = $0 { true } else { false }
                }
                    && ordered.contains {
                        if case .dnsFault(expected) = $0 { true } else { false }
                    }
            }
            guard round == 1 else { break }
            try lab.kill(.host("host-1"), signal: "SIGKILL")
            try lab.start(.host("host-1"))
            try TestLab.eventually(lab) { lab.state(of: .host("host-1")) == .running }
        }
        lab.heal(disk)
        try TestLab.eventually {
            if case .limitDisk(leave: nil) = try test.host("host-1").ordered.last {
                true
            } else {
                false
            }
        }
    }

    @Test func whatABackendCannotDoIsRefusedInWords() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        var topology = try Topology.pair()
        topology.components.append(
            ComponentDefinition(name: "other", role: .registrator))
        topology.hosts[1].run = ["other"]
        try lab.bring(up: topology)
        #expect(throws: LabError.self) {
            try lab.inject(.skew(["host-1"], offset: .seconds(1), driftPerBillion: 0))
        }
        #expect(throws: LabError("no discovery agent runs on host-2")) {
            try lab.inject(.dns(["host-2"], answer: .drop, delay: nil, match: nil))
        }
        #expect(throws: LabError("there is no host host-9")) {
            try lab.inject(.partition([["host-1"], ["host-9"]]))
        }
        #expect(throws: LabError("there is no network wan")) {
            try lab.inject(.unplug(["host-1"], network: "wan"))
        }
        #expect(try lab.faults().isEmpty)
    }
}
