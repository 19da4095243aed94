import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabRunner
import Testing

@testable import LabSupervisor

/// Hosts that are machines: with clocks and kernels of their own, which the backend can freeze.
@Suite struct MachineTests {
    private typealias Unit = LabRunner.Unit
    private let discovery = Unit.component(host: "host-1", name: "discovery")
    private let second = IPv4Address(10, 0, 0, 2)
    private let everything: Set<HostAbility> = [
        .freezesHosts, .plugsWires, .hasOwnClock, .savesHosts,
    ]

    private func done(_ test: TestLab) -> [String] { test.maker.record.withLock { $0.done } }

    /// How far each clock was set ahead of this machine's, in seconds, and its drift.
    private func clocks(_ host: FakeHost) -> [(ahead: Double, drift: Int64)] {
        host.ordered.compactMap { order in
            guard case .setClock(let wall, let drift) = order else { return nil }
            return (Double(wall - WallClock.now) / 1e9, drift)
        }
    }

    @Test func aMachineIsGreetedAndToldTheTimeBeforeItIsSetUp() throws {
        let test = try TestLab(abilities: everything)
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let ordered = try test.host("host-1").ordered
        guard case .setClock(let wall, 0) = ordered.first,
            case .configure = ordered.dropFirst().first
        else {
            Issue.record("it was told \(ordered)")
            return
        }
        #expect(abs(wall - WallClock.now) < 10_000_000_000)
        #expect(test.maker.record.withLock { $0.prepared } == [try .pair()])
        #expect(lab.information.accelerator == "tcg")
    }

    @Test func aSkewSetsTheClockAndItsEndSetsItRight() throws {
        let test = try TestLab(abilities: everything)
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let id = try lab.inject(
            .skew(["host-1"], offset: .hours(1), driftPerBillion: 1_000_000_000))
        let host = try test.host("host-1")
        try TestLab.eventually { clocks(host).count == 2 }
        #expect(abs(clocks(host)[1].ahead - 3_600) < 5 && clocks(host)[1].drift == 1_000_000_000)

        try lab.kill(.host("host-1"), signal: "SIGKILL")
        try lab.start(.host("host-1"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) == .running }
        let again = try test.host("host-1")
        #expect(abs(clocks(again)[0].ahead - 3_600) < 5)
        // What it has gained since the fault began is part of it.
        #expect(clocks(again)[0].drift == 1_000_000_000)

        lab.heal(id)
        try TestLab.eventually { clocks(again).count == 2 }
        #expect(abs(clocks(again)[1].ahead) < 5 && clocks(again)[1].drift == 0)
        #expect(try clocks(test.host("host-2")).count == 1)
    }

    @Test func aFrozenHostAnswersNothingUntilTheFaultEnds() throws {
        let test = try TestLab(abilities: everything)
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let id = try lab.inject(.pause([.host("host-1")]))
        #expect(done(test) == ["freeze host-1"])
        #expect(lab.state(of: discovery) == .paused)
        let other = try lab.inject(.pause([.host("host-1")]))
        let probe = try lab.probe(.ping(second, timeout: .milliseconds(30)), from: "host-1")
        try TestLab.eventually(lab) { lab.result(of: probe) != nil }
        #expect(lab.result(of: probe)?.outcome == .failed("timed out"))

        lab.heal(id)
        #expect(done(test) == ["freeze host-1"])
        lab.heal(other)
        #expect(done(test) == ["freeze host-1", "thaw host-1"])
        #expect(lab.state(of: discovery) == .running)
        let host = try test.host("host-1")
        try TestLab.eventually { clocks(host).count == 2 }
        let alive = try lab.probe(.ping(second, timeout: .seconds(1)), from: "host-1")
        try TestLab.eventually(lab) { lab.result(of: alive)?.outcome == .reached }
    }

    @Test func aFrozenHostCanBeKilledAndStopped() throws {
        let test = try TestLab(abilities: everything)
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let id = try lab.inject(.pause([.host("host-1"), .host("host-2")]))
        try lab.kill(.host("host-1"), signal: "SIGKILL")
        #expect(lab.state(of: .host("host-1")) == .signaled("power"))
        try lab.stop(.host("host-2"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-2")) == .signaled("power") }
        #expect(lab.state(of: .component(host: "host-2", name: "discovery")) == .exited(0))
        try lab.start(.host("host-1"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) == .running }
        lab.heal(id)
        #expect(!done(test).contains("thaw host-1"))
        #expect(lab.state(of: discovery) == .running)
    }

    @Test func aHostThatCannotBeFrozenIsNot() throws {
        let test = try TestLab(abilities: everything)
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        test.maker.record.withLock { $0.refusal = "it will not" }
        #expect(throws: LabError("it will not")) { try lab.inject(.pause([.host("host-1")])) }
        #expect(try lab.faults().isEmpty)
        #expect(lab.state(of: discovery) == .running)
    }

    @Test func aMachineSeesItsWiresUnplugged() throws {
        let test = try TestLab(abilities: everything)
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let id = try lab.inject(.unplug(["host-2"], network: nil))
        #expect(done(test) == ["unplug host-2 0"])
        try lab.kill(.host("host-2"), signal: "SIGKILL")
        try lab.start(.host("host-2"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-2")) == .running }
        try TestLab.eventually { done(test) == ["unplug host-2 0", "unplug host-2 0"] }
        lab.heal(id)
        #expect(done(test) == ["unplug host-2 0", "unplug host-2 0", "plug host-2 0"])
    }

    @Test func aSavedLabThatDoesNotAnswerIsBooted() throws {
        var limits = HostLimits()
        limits.restored = .milliseconds(20)
        limits.restoredEach = .zero
        let test = try TestLab(abilities: everything, limits: limits)
        test.maker.record.withLock {
            $0.restored = ["host-1"]
            $0.mute = ["host-1"]
        }
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        #expect(done(test) == ["discard host-1"])
        #expect(test.maker.record.withLock { $0.off } == ["host-1"])
        #expect(lab.status(of: .host("host-1"))?.restarts == 0)
        let line = try #require(lab.log(of: .host("host-1")).last?.text)
        #expect(line.hasPrefix("[WARN] lab: it could not go on from where it was saved"))
    }

    @Test func aMachineThatSaysNothingShowsItsConsole() throws {
        var limits = HostLimits()
        limits.machine = .milliseconds(20)
        let test = try TestLab(abilities: everything, limits: limits)
        test.maker.record.withLock { $0.consoles["host-1"] = "Kernel panic" }
        let lab = try test.firstClient()
        try lab.apply(.pair())
        try lab.start(.host("host-1"))
        let words = "its agent does not answer; the last lines of its console:\nKernel panic"
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) == .signaled(words) }
    }
}
