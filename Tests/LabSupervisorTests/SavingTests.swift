import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabRunner
import Testing

@testable import LabSupervisor

/// All hosts of a lab are saved at one moment, and go on.
@Suite struct SavingTests {
    private typealias Unit = LabRunner.Unit
    private let discovery = Unit.component(host: "host-1", name: "discovery")
    private let ping = ProbeRequest.ping(IPv4Address(10, 0, 0, 2), timeout: .seconds(1))
    private let silent = ProbeRequest.ping(IPv4Address(192, 0, 2, 1), timeout: .seconds(60))

    private func saves(_ test: TestLab) -> [String] { test.maker.record.withLock { $0.done } }

    @Test func hostsThatWereSavedGoOnAsIfNothingHadBeen() throws {
        let test = try TestLab(counted: 5, abilities: [.savesHosts, .hasOwnClock])
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let host = try test.host("host-1")
        try TestLab.eventually { host.runs("discovery") }
        host.log("before", of: "discovery")
        try TestLab.eventually { lab.log(of: discovery).count == 1 }
        let before = lab.units()
        let told = host.ordered.count

        try lab.saveHosts()
        #expect(saves(test) == ["save host-1 host-2"])
        #expect(lab.units() == before)
        try TestLab.eventually { host.ordered.count == told + 4 }
        let orders = host.ordered.dropFirst(told).map { order in
            switch order {
            case .detach: "detach"
            case .setClock: "clock"
            case .configure: "configure"
            case .start: "start"
            default: "other"
            }
        }
        #expect(orders == ["detach", "clock", "configure", "start"])
        host.log("after", of: "discovery")
        try TestLab.eventually { lab.log(of: discovery).map(\.text).suffix(1) == ["after"] }
        let probe = try lab.probe(ping, from: "host-1")
        try TestLab.eventually(lab) { lab.result(of: probe)?.outcome == .reached }
        #expect(lab.units() == before)
    }

    @Test func whatIsWrongWhileSavingLeavesTheLabRunning() throws {
        let test = try TestLab(abilities: [.savesHosts])
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        test.maker.record.withLock { $0.refusal = "no room" }
        #expect(throws: LabError("no room")) { try lab.saveHosts() }
        #expect(lab.state(of: discovery) == .running)
        test.maker.record.withLock { $0.refusal = nil }
        try lab.saveHosts()
        #expect(saves(test) == ["save host-1 host-2"])
    }

    @Test func anAgentThatIsBusyIsNotWaitedForLong() throws {
        var limits = HostLimits()
        limits.detach = .milliseconds(20)
        let test = try TestLab(abilities: [.savesHosts], limits: limits)
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try test.host("host-1").isBusy.store(true, ordering: .relaxed)
        #expect(throws: LabError("host-1 could not be saved: its agent is busy")) {
            try lab.saveHosts()
        }
        #expect(saves(test).isEmpty)
        #expect(lab.state(of: discovery) == .running)
        let probe = try lab.probe(ping, from: "host-1")
        try TestLab.eventually(lab) { lab.result(of: probe)?.outcome == .reached }
    }

    @Test func hostsAreNotSavedWhileSomethingIsAskedOfThem() throws {
        let test = try TestLab(abilities: [.savesHosts])
        let lab = try test.firstClient()
        try lab.apply(.pair())
        #expect(throws: LabError.self) { try lab.saveHosts() }
        try lab.bring(up: .pair())
        let fault = try lab.inject(.partition([["host-1"], ["host-2"]]))
        #expect(throws: LabError.self) { try lab.saveHosts() }
        lab.heal(fault)
        let probe = try lab.probe(silent, from: "host-1")
        #expect(throws: LabError.self) { try lab.saveHosts() }
        lab.forget(probe)
        try lab.saveHosts()
        try lab.deploy(service: "simple", on: "host-1", count: 1, environment: [])
        #expect(throws: LabError.self) { try lab.saveHosts() }
        #expect(saves(test) == ["save host-1 host-2"])
    }

    @Test func namespacesAreNotSaved() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        #expect(throws: LabError("hosts of the netns backend can't be saved")) {
            try lab.saveHosts()
        }
    }

    @Test func aLabCanEndWhileItIsSaved() throws {
        let test = try TestLab(abilities: [.savesHosts])
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let other = try test.connect()
        let host = try test.host("host-1")
        host.isFrozen.store(true, ordering: .releasing)
        lab.tell(.saveHosts)
        try other.destroy()
        host.isFrozen.store(false, ordering: .releasing)
        try TestLab.eventually { test.hasEnded }
    }
}
