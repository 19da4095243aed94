import LabModel
import LabNetwork
import LabRunner
import Testing

@Suite struct FaultTests {
    private func inject(_ fault: Fault, _ name: String? = nil, for duration: Interval? = nil)
        -> Action
    {
        .inject(fault, name: name, duration: duration)
    }

    /// The faults in force after some actions and a second.
    private func inForce(_ actions: Action...) -> [ActiveFault] {
        let lab = FakeLab()
        var found: [ActiveFault] = []
        lab.at(.seconds(1)) { found = $0.injected }
        run(.of(.of(actions + [.wait(.seconds(2))])), in: lab)
        #expect(lab.faults.isEmpty)
        return found
    }

    private let isolation = Fault.isolate(hosts: [.name("host-1")])

    @Test func hostsInNoGroupFormOneMore() {
        let partition = Fault.partition(groups: [[.name("host-1")], [.name("host-2")]])
        #expect(
            inForce(inject(partition))
                == [.partition([["host-1"], ["host-2"], ["host-3", "client"]])])
        #expect(
            inForce(inject(isolation)) == [
                .partition([["host-1"], ["host-2", "host-3", "client"]])
            ])
    }

    @Test func everyFaultFindsItsTargets() {
        #expect(
            inForce(inject(.block(from: [.leader], to: [.followers], reject: true)))
                == [.block(from: ["host-1"], to: ["host-2", "host-3"], reject: true)])
        #expect(
            inForce(inject(.unplug(hosts: [.name("host-2")], network: nil)))
                == [.unplug(["host-2"], network: "lan")])
        #expect(
            inForce(
                inject(.skew(hosts: [.name("host-2")], offset: .seconds(5), driftPerBillion: 7)))
                == [.skew(["host-2"], offset: .seconds(5), driftPerBillion: 7)])
        #expect(
            inForce(inject(.fillDisk(hosts: [.name("host-2")], leave: 9)))
                == [.fillDisk(["host-2"], leave: 9)])
        #expect(
            inForce(
                inject(.dns(hosts: [.name("host-2")], answer: .drop, delay: nil, match: nil)))
                == [.dns(["host-2"], answer: .drop, delay: nil, match: nil)])
        #expect(
            inForce(inject(.pause(targets: [.part("host-1", "discovery")])))
                == [.pause([.component(host: "host-1", name: "discovery")])])
    }

    @Test func aDegradationReplacesTheOneBefore() {
        var slow = LinkConditions()
        slow.delay = .milliseconds(100)
        var lossy = LinkConditions()
        lossy.loss = Probability(percent: 5)
        let link = Fault.Wire.link(.name("host-1"))
        #expect(
            inForce(inject(.degrade(link, slow, .both)), inject(.degrade(link, lossy, .both)))
                == [.degradeLink(["host-1"], lossy, .both)])
        #expect(
            inForce(inject(.degrade(link, slow, .to)), inject(.degrade(link, lossy, .from)))
                == [
                    .degradeLink(["host-1"], slow, .to), .degradeLink(["host-1"], lossy, .from),
                ])
        let between = Fault.Wire.between([.name("host-1")], [.name("host-2")])
        #expect(
            inForce(inject(.degrade(between, slow, .to)), inject(.degrade(between, lossy, .both)))
                == [.degradeBetween(["host-1"], ["host-2"], lossy, .both)])
    }

    @Test func aSecondPauseChangesNothingAndResumeEndsIt() {
        let pause = Fault.pause(targets: [.part("host-1", "discovery")])
        let lab = FakeLab()
        run(
            .of(
                .of([
                    inject(pause), inject(pause),
                    .resume(targets: [.part("host-1", "discovery")]),
                ])), in: lab)
        #expect(lab.calls.map { $0.split(separator: " ")[1] } == ["inject", "heal"])
    }

    @Test func plugEndsUnplug() {
        let lab = FakeLab()
        run(
            .of(
                .of([
                    inject(.unplug(hosts: [.name("host-1"), .name("host-2")], network: nil)),
                    .plug(hosts: [.name("host-1")], network: nil), .wait(.seconds(1)),
                ])), in: lab)
        #expect(lab.calls.suffix(2) == ["0.000 heal 1", "1.000 heal 2"])
    }

    @Test func aFaultEndsByItselfAtItsTime() {
        let lab = FakeLab()
        let recorder = Recorder()
        run(
            .of(.of([inject(isolation, for: .milliseconds(1_500)), .wait(.seconds(5))])), in: lab,
            recorder: recorder)
        #expect(lab.calls.last == "1.500 heal 1")
        #expect(
            recorder.faults == ["0.000 + isolate host-1", "1.500 - isolate host-1 expired"])
    }

    @Test(arguments: [["split"], ["isolate"], []])
    func healsByNameByWordAndAll(names: [String]) {
        let lab = FakeLab()
        run(
            .of(
                .of([
                    inject(isolation, "split"), .wait(.seconds(1)), .heal(names: names),
                    .wait(.seconds(1)),
                ])),
            in: lab)
        #expect(lab.calls.last == "1.000 heal 1")
    }

    @Test func healingTwiceOrTheUnknownIsNoError() {
        let lab = FakeLab()
        let result = run(
            .of(
                .of([
                    inject(isolation), .heal(names: ["nothing"]), .heal(names: []),
                    .heal(names: []),
                ])),
            in: lab)
        #expect(result.outcome == .passed)
        #expect(lab.calls.count == 2)
    }

    @Test func everyFaultIsHealedHoweverTheScenarioEnds() {
        let never = Check.leader(LeaderCheck(state: .none))
        let failing = FakeLab()
        #expect(run(.of(.of([inject(isolation)], expect: [never])), in: failing).outcome == .failed)
        #expect(failing.faults.isEmpty)
        let limited = FakeLab()
        let timedOut = run(
            .of(.of([inject(isolation), .wait(.hours(1))]), timeout: .seconds(9)), in: limited)
        #expect(timedOut.outcome == .timedOut)
        #expect(limited.faults.isEmpty)
        let broken = FakeLab()
        let exec = Action.execute(ExecuteAction(command: ["x"]))
        #expect(run(.of(.of([inject(isolation)]), .of([exec])), in: broken).outcome == .error)
        #expect(broken.faults.isEmpty)
    }

    @Test func interruptionHealsAndSaysSo() {
        let lab = FakeLab()
        let runner = ScenarioRunner(
            lab: lab, scenario: .of(.of([inject(isolation), .wait(.hours(1))])))
        lab.at(.seconds(7)) { _ in runner.interrupt() }
        let result = runner.run()
        #expect(result.outcome == .interrupted)
        #expect(result.exitStatus == 130)
        #expect(lab.now < .start + .seconds(8))
        #expect(lab.faults.isEmpty)
    }

    @Test func whatWasKilledIsInForceUntilItRunsAgain() {
        let lab = FakeLab()
        lab.addInstance("simple", on: "host-1")
        let recorder = Recorder()
        let missing = Check.leader(LeaderCheck(state: .none))
        var failing = Step.of(expect: [missing], within: .seconds(3))
        failing.onFailure = .proceed
        let result = run(
            .of(
                .of([
                    .kill(targets: [.part("host-1", "simple")], signal: "SIGKILL"),
                    .heal(names: []),
                ]),
                failing,
                .of([
                    .start(
                        targets: [.part("host-1", "simple")], on: [], count: nil, environment: [])
                ]),
                failing), in: lab, recorder: recorder)
        #expect(
            result.steps[1].failures.first?.faults == [
                .init(words: "kill host-1/simple", lasted: .seconds(3))
            ])
        #expect(result.steps[3].failures.first?.faults == [])
        #expect(
            recorder.faults == [
                "0.000 + kill host-1/simple", "3.000 - kill host-1/simple recovered",
            ])
    }
}

@Suite struct RandomFaultTests {
    private func scenario(_ kinds: [RandomFaults.Kind], heal: Bool = true) -> Scenario {
        var scenario = Scenario.of(.of([.wait(.seconds(65))]))
        scenario.random = RandomFaults(every: .seconds(10), from: kinds, heal: heal)
        return scenario
    }

    private func timeline(
        _ kinds: [RandomFaults.Kind], seed: UInt64, omitted: Set<Int> = []
    ) -> [String] {
        let lab = FakeLab()
        lab.addInstance("simple", on: "host-1")
        let recorder = Recorder()
        let result = run(
            scenario(kinds), in: lab, options: RunOptions(seed: seed, omittedFaults: omitted),
            recorder: recorder)
        #expect(result.outcome == .passed)
        #expect(lab.faults.isEmpty)
        #expect(lab.statuses.allSatisfy { $0.state == .running })
        return recorder.faults
    }

    @Test(arguments: 1...20)
    func drawsTheSameFaultsForTheSameSeed(seed: Int) {
        let once = timeline(RandomFaults.Kind.allCases, seed: UInt64(seed))
        #expect(once == timeline(RandomFaults.Kind.allCases, seed: UInt64(seed)))
        #expect(once.contains { $0.hasPrefix("10.000 + ") })
    }

    @Test func seedsDiffer() {
        let timelines = (1...20).map { timeline([.kill, .partition, .degrade], seed: UInt64($0)) }
        #expect(Set(timelines).count > 15)
    }

    @Test func eachIsHealedWhenTheNextOneIsDrawn() {
        let faults = timeline([.isolate], seed: 1)
        #expect(faults.count == 12)
        for (index, line) in faults.enumerated() {
            #expect(line.contains(index.isMultiple(of: 2) ? " + " : " - "))
        }
        #expect(faults.last?.hasPrefix("65.000 - ") == true)
    }

    @Test func withoutHealingTheyStayToTheEnd() {
        let lab = FakeLab()
        let recorder = Recorder()
        run(scenario([.isolate], heal: false), in: lab, recorder: recorder)
        #expect(recorder.faults.count == 12)
        #expect(recorder.faults.suffix(6).allSatisfy { $0.hasPrefix("65.000 - ") })
    }

    @Test func leavingOneOutDoesNotChangeTheOthers() {
        let all = timeline([.isolate, .unplug, .degrade], seed: 4)
        let without = timeline([.isolate, .unplug, .degrade], seed: 4, omitted: [2])
        #expect(without == all.filter { !$0.hasPrefix("30.000 + ") && !$0.hasPrefix("40.000 - ") })
    }
}
