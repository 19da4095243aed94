import LabHost
import LabModel
import LabNetwork
import LabRunner
import Testing

@testable import LabSupervisor

/// Hosts, components and instances come, go and come again.
@Suite struct UnitTests {
    private typealias Unit = LabRunner.Unit
    private let discovery = Unit.component(host: "host-1", name: "discovery")

    @Test func aNewHostHasNoPowerAndNoProcesses() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.apply(.pair())
        #expect(
            lab.units() == [
                UnitStatus(unit: .host("host-1"), state: .signaled("power")),
                UnitStatus(unit: .host("host-2"), state: .signaled("power")),
            ])
        #expect(throws: LabError("host host-1 has no power")) {
            try lab.deploy(service: "simple", on: "host-1", count: 1, environment: [])
        }
        #expect(throws: LabError("there is no host host-9")) { try lab.start(.host("host-9")) }
    }

    @Test func aHostThatIsStartedRunsItsComponents() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        #expect(lab.state(of: discovery) == .running)
        try TestLab.eventually { try test.host("host-1").ordered.count > 1 }
        let ordered = try test.host("host-1").ordered
        guard case .configure(let setup) = ordered.first else {
            Issue.record("\(ordered.first.debugDescription) is no configuration")
            return
        }
        #expect(setup.name == "host-1")
        #expect(setup.stateDirectory == "/state")
        guard case .start(let spec) = ordered.dropFirst().first else {
            Issue.record("nothing was started")
            return
        }
        #expect(spec.name == "discovery")
    }

    @Test func whatIsAskedOfAHostThatComesToBeWaits() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.apply(.pair())
        try lab.start(.host("host-1"))
        try lab.deploy(service: "simple", on: "host-1", count: 1, environment: [])
        #expect(lab.state(of: .host("host-1")) == .running)
        #expect(
            lab.state(of: .instance(host: "host-1", service: "simple", index: 1)) == .running)
    }

    @Test func aHostThatCannotBeMadeSaysWhy() throws {
        let test = try TestLab()
        test.maker.record.withLock { $0.refused["host-1"] = "no room" }
        let lab = try test.firstClient()
        try lab.apply(.pair())
        try lab.start(.host("host-1"))
        #expect(throws: LabError("host host-1 has no power: no room")) {
            try lab.probe(.ping(.loopback, timeout: .seconds(1)), from: "host-1")
        }
        #expect(lab.state(of: .host("host-1")) == .signaled("no room"))
    }

    @Test func instancesHaveIDsAndPortsOfTheirOwn() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try lab.deploy(
            service: "simple", on: "host-1", count: 2, environment: [.init("COLOUR", "red")])
        let first = try #require(
            lab.status(of: .instance(host: "host-1", service: "simple", index: 1)))
        let second = try #require(
            lab.status(of: .instance(host: "host-1", service: "simple", index: 2)))
        #expect(first.publishedPort == 32_768 && second.publishedPort == 32_769)
        #expect(first.instanceID?.count == 12 && first.instanceID != second.instanceID)
        try TestLab.eventually {
            try test.host("host-1").ordered.contains { order in
                guard case .start(let spec) = order, let container = spec.container else {
                    return false
                }
                return spec.name == "simple.2" && container.id.count == 64
                    && container.ports.first?.published == 32_769
                    && container.environment.contains { $0.name == "COLOUR" && $0.value == "red" }
            }
        }
    }

    @Test func aKilledInstanceIsDeadAtOnceAndGetsANewPortWhenItIsStartedAgain() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try lab.deploy(service: "simple", on: "host-1", count: 1, environment: [])
        let unit = Unit.instance(host: "host-1", service: "simple", index: 1)
        let before = try #require(lab.status(of: unit))
        try lab.kill(unit, signal: "SIGKILL")
        #expect(lab.state(of: unit) == .signaled("SIGKILL"))
        try lab.start(unit)
        let after = try #require(lab.status(of: unit))
        #expect(after.state == .running && after.restarts == 1)
        #expect(after.instanceID == before.instanceID)
        #expect(after.publishedPort == 32_769)
    }

    @Test func aComponentThatIsStoppedEndsInItsOrder() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let revision = lab.revision
        try lab.stop(discovery)
        try TestLab.eventually(lab) { lab.state(of: discovery) == .exited(0) }
        #expect(lab.revision > revision)
        try lab.start(discovery)
        let status = try #require(lab.status(of: discovery))
        #expect(status.state == .running && status.restarts == 1)
        #expect(status.since.map { $0 > .start && $0 <= lab.now } == true)
    }

    @Test func aPowerCutEndsEverythingAndTheHostComesBackWithoutInstances() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try lab.deploy(service: "simple", on: "host-1", count: 1, environment: [])
        try lab.kill(.host("host-1"), signal: "SIGKILL")
        let instance = Unit.instance(host: "host-1", service: "simple", index: 1)
        #expect(lab.state(of: .host("host-1")) == .signaled("power"))
        #expect(lab.state(of: discovery) == .signaled("power"))
        #expect(lab.state(of: instance) == .signaled("power"))
        try lab.start(.host("host-1"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) == .running }
        #expect(lab.status(of: .host("host-1"))?.restarts == 1)
        #expect(lab.status(of: discovery)?.restarts == 1)
        #expect(lab.state(of: instance) == .signaled("power"))
        #expect(test.maker.record.withLock { $0.made.filter { $0 == "host-1" }.count } == 2)
    }

    @Test func aHostThatIsStoppedEndsItsProcessesAndGoesOff() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try lab.stop(.host("host-2"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-2")) == .signaled("power") }
        #expect(lab.state(of: .component(host: "host-2", name: "discovery")) == .exited(0))
        try TestLab.eventually { test.maker.record.withLock { $0.off } == ["host-2"] }
    }

    @Test func aHostWhoseAgentGoesHasLostItsPower() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try test.host("host-1").end()
        let gone = UnitStatus.State.signaled("its agent has gone (closed)")
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) == gone }
        #expect(lab.state(of: discovery) == .signaled("power"))
        #expect(lab.state(of: .host("host-2")) == .running)
    }

    @Test func aProcessThatCannotBeStartedHasExitedAndSaysWhy() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try TestLab.eventually { try test.host("host-1").runs("discovery") }
        try test.host("host-1").say(
            .process(
                ProcessReport(name: "discovery", state: .failed("no such file"), at: PollLoop.now)))
        try TestLab.eventually(lab) { lab.state(of: discovery) == .exited(127) }
        #expect(lab.log(of: discovery).last?.text == "[ERROR] lab: no such file")
    }

    @Test(arguments: [
        Array("\0\0\0\u{5}\u{1}what".utf8), [0xff, 0xff, 0xff, 0xff, 1], [0, 0, 0, 1, 9],
    ])
    func anAgentThatSpeaksNonsenseLosesItsHostOnly(_ bytes: [UInt8]) throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try test.host("host-1").send(bytes)
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) != .running }
        #expect(lab.state(of: discovery) == .signaled("power"))
        #expect(lab.state(of: .host("host-2")) == .running)
        try lab.start(.host("host-1"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) == .running }
    }

    @Test func portsComeRoundAndNoneIsGivenTwice() {
        var ports = EphemeralPorts()
        #expect(ports.take(besides: [32_768, 32_769]) == 32_770)
        var last: UInt16 = 0
        for _ in 32_771...49_151 { last = ports.take(besides: []) }
        #expect(last == 49_151)
        #expect(ports.take(besides: [32_768]) == 32_769)
    }

    @Test func leaveAsksTheAgentOnTheHost() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try lab.leave(host: "host-1")
        try TestLab.eventually {
            try test.host("host-1").ordered.contains { order in
                guard case .probe(_, .http(let host, let port, let request, _)) = order else {
                    return false
                }
                return host == "127.0.0.1" && port == 8500 && request.target == "/v1/agent/leave"
                    && request.method == "PUT"
            }
        }
        try lab.kill(discovery, signal: "SIGKILL")
        #expect(throws: LabError("no discovery agent runs on host-1")) {
            try lab.leave(host: "host-1")
        }
    }
}
