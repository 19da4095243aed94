import LabModel
import LabNetwork
import LabRunner
import Testing

@Suite struct StepTests {
    private let simple: Check = {
        var check = DNSCheck(query: "simple.service.consul")
        check.answers = ["host-2"]
        return .dns(check)
    }()

    /// A lab in which the answer is right from one moment on.
    private func lab(rightAt moment: Interval) -> FakeLab {
        let lab = FakeLab()
        lab.dns["simple.service.consul"] = hosts(1, 2)
        lab.at(moment) { $0.dns["simple.service.consul"] = hosts(2) }
        return lab
    }

    private func measured(_ step: Step, in lab: FakeLab) -> RunResult {
        var step = step
        step.measure = "failover"
        return run(.of(step), in: lab)
    }

    @Test func measuresFromTheStepsBeginningToTheMomentItHeld() {
        let lab = lab(rightAt: .milliseconds(1_234))
        let result = measured(.of(expect: [simple]), in: lab)
        #expect(result.outcome == .passed)
        // The change is asked about at once; the answer takes 0.4 ms.
        #expect(result.measures == [Measure(name: "failover", value: .microseconds(1_234_400))])
        #expect(lab.questions.count < 20)
    }

    @Test func aDeadlineIsTheStepsOwn() {
        let result = run(
            .of(.of([.wait(.seconds(3))]), .of(expect: [simple], within: .seconds(2))),
            in: lab(rightAt: .milliseconds(4_999)))
        #expect(result.steps.map(\.outcome) == [.passed, .passed])
        #expect(result.steps.map(\.startedAt) == [.start, .start + .seconds(3)])
        #expect(look(simple, in: lab(rightAt: .milliseconds(1_001))).outcome == .failed)
    }

    @Test func waitingDoesNotUseUpTheDeadline() {
        let result = run(
            .of(.of([.wait(.seconds(20))], expect: [simple])), in: lab(rightAt: .seconds(25)))
        #expect(result.outcome == .passed)
    }

    @Test func aLongWaitCostsFewQuestions() {
        let lab = lab(rightAt: .seconds(100))
        #expect(look(simple, in: lab, within: .seconds(30)).outcome == .failed)
        #expect(lab.questions.count < 130)
    }

    @Test func everySetsThePaceOfRetries() {
        var step = Step.of(expect: [simple], within: .seconds(10))
        step.every = .seconds(3)
        let lab = lab(rightAt: .seconds(4))
        #expect(measured(step, in: lab).measures.first?.value == .microseconds(6_000_400))
        #expect(lab.questions.map(\.at.secondsText) == ["0.000", "3.000", "6.000"])
    }

    @Test func stableMeansThatItKeepsHolding() {
        let lab = lab(rightAt: .seconds(1))
        lab.at(.seconds(2)) { $0.dns["simple.service.consul"] = hosts(1) }
        lab.at(.seconds(3)) { $0.dns["simple.service.consul"] = hosts(2) }
        let result = measured(
            .of(expect: [simple], within: .seconds(5), stable: .seconds(2)), in: lab)
        #expect(result.outcome == .passed)
        // The run of successes that counts began at 3 s.
        #expect(result.measures.first?.value == .microseconds(3_000_400))
        #expect(result.steps.first?.duration == .microseconds(5_000_400))
    }

    @Test func stableTimeComesOnTopOfTheDeadline() {
        let late = measured(
            .of(expect: [simple], within: .seconds(5), stable: .seconds(60)),
            in: lab(rightAt: .milliseconds(4_900)))
        #expect(late.outcome == .passed)
        #expect(late.steps.first?.duration == .microseconds(64_900_400))
        let broken = lab(rightAt: .seconds(1))
        broken.at(.seconds(7)) { $0.dns["simple.service.consul"] = hosts(1) }
        let missed = measured(
            .of(expect: [simple], within: .seconds(5), stable: .seconds(60)), in: broken)
        #expect(missed.outcome == .failed)
        #expect(missed.measures.isEmpty)
        #expect(broken.now < .start + .milliseconds(7_010))
    }

    @Test func everythingMustHoldAtOnce() {
        var other = DNSCheck(query: "other.service.consul")
        other.answers = ["host-1"]
        let lab = lab(rightAt: .seconds(1))
        // The second comes to hold just when the first stops.
        lab.at(.seconds(3)) {
            $0.dns["other.service.consul"] = hosts(1)
            $0.dns["simple.service.consul"] = hosts(1)
        }
        lab.at(.seconds(4)) { $0.dns["simple.service.consul"] = hosts(2) }
        let result = measured(.of(expect: [simple, .dns(other)]), in: lab)
        #expect(result.outcome == .passed)
        #expect(result.measures.first?.value == .microseconds(4_000_400))
    }

    @Test func duringMustHoldAllThrough() {
        let lab = lab(rightAt: .seconds(1))
        lab.leader = "host-1"
        let leader = Check.leader(LeaderCheck(state: .one))
        #expect(run(.of(.of(expect: [simple], during: [leader])), in: lab).outcome == .passed)
        let shaky = self.lab(rightAt: .seconds(2))
        shaky.at(.milliseconds(500)) { $0.leader = nil }
        shaky.at(.milliseconds(510)) { $0.leader = "host-1" }
        let result = run(.of(.of(expect: [simple], during: [leader])), in: shaky)
        #expect(result.outcome == .failed)
        #expect(result.message?.contains("expected one leader all through the step") == true)
        #expect(shaky.now < .start + .milliseconds(505))
    }

    @Test func duringCoversTheActionsToo() {
        let lab = FakeLab()
        lab.at(.seconds(5)) { $0.leader = nil }
        let leader = Check.leader(LeaderCheck(state: .one))
        let result = run(.of(.of([.wait(.seconds(10))], during: [leader])), in: lab)
        #expect(result.outcome == .failed)
        #expect(lab.now < .start + .seconds(6))
    }

    @Test func aQuestionStillOpenAtTheEndOfAStepCountsForDuring() {
        let lab = lab(rightAt: .seconds(1))
        var silent = HTTPCheck(url: "http://host-1/")
        silent.timeout = .minutes(1)
        let result = run(.of(.of(expect: [simple], during: [.http(silent)])), in: lab)
        #expect(result.outcome == .failed)
        #expect(result.message?.contains("no answer") == true)
    }

    @Test func aWarningDoesNotFailTheRun() {
        var step = Step.of(expect: [simple], within: .seconds(1))
        step.level = .warning
        let result = run(.of(step, .of()), in: lab(rightAt: .minutes(1)))
        #expect(result.outcome == .passed)
        #expect(result.steps.map(\.outcome) == [.warning, .passed])
    }

    @Test func aFailureStopsTheRunUnlessItIsToGoOn() {
        var step = Step.of(expect: [simple], within: .seconds(1))
        let stopped = run(.of(step, .of()), in: lab(rightAt: .minutes(1)))
        #expect(stopped.steps.map(\.outcome) == [.failed, .notRun])
        step.onFailure = .proceed
        let proceeded = run(.of(step, .of()), in: lab(rightAt: .minutes(1)))
        #expect(proceeded.steps.map(\.outcome) == [.failed, .passed])
        #expect(proceeded.outcome == .failed)
        #expect(proceeded.exitStatus == 1)
    }

    @Test func aSkippedStepDoesNothing() {
        var step = Step.of([.kill(targets: [.name("host-1")], signal: "SIGKILL")])
        step.skip = "not today"
        let lab = FakeLab()
        let result = run(.of(step), in: lab)
        #expect(result.steps.map(\.outcome) == [.skipped])
        #expect(result.steps.first?.message == "not today")
        #expect(lab.calls.isEmpty)
    }

    @Test func theScenarioHasALimitOfItsOwn() {
        let lab = lab(rightAt: .minutes(9))
        let result = run(
            .of(.of(expect: [simple], within: .minutes(5)), timeout: .seconds(30)), in: lab)
        #expect(result.outcome == .timedOut)
        #expect(result.exitStatus == 4)
        #expect(lab.now == .start + .seconds(30))
        #expect(result.steps.first?.failures.first?.summary.contains("192.168.50.102") == true)
    }

    @Test func actionsThatTakeTooLongAreSaidToBeTheReason() {
        let lab = lab(rightAt: .seconds(1))
        lab.stopTime = .seconds(8)
        let stop = Action.stop(targets: [.name("host-3")], grace: nil)
        let result = run(.of(.of([stop], expect: [simple], within: .seconds(5))), in: lab)
        #expect(result.message?.contains("the actions took 8.000 s") == true)
    }
}

@Suite struct InvariantTests {
    private let leader = PlacedCheck(.leader(LeaderCheck(state: .one)))

    private func scenario(always: [PlacedCheck] = [], never: [PlacedCheck] = []) -> Scenario {
        Scenario(
            name: "test", always: always, never: never,
            steps: [.of([.wait(.seconds(10))]), .of([.wait(.seconds(10))])])
    }

    @Test func alwaysHoldsFromItsFirstMoment() {
        let lab = FakeLab()
        lab.leader = nil
        lab.at(.seconds(3)) { $0.leader = "host-1" }
        #expect(run(scenario(always: [leader]), in: lab).outcome == .passed)
    }

    @Test func alwaysEndsTheRunWhenItStopsHolding() {
        let lab = FakeLab()
        lab.at(.seconds(12)) { $0.leader = nil }
        let result = run(scenario(always: [leader]), in: lab)
        #expect(result.outcome == .failed)
        #expect(result.steps.map(\.outcome) == [.passed, .failed])
        #expect(
            result.message?.contains("always expected one leader, last answer no leader") == true)
        #expect(lab.now < .start + .milliseconds(12_010))
    }

    @Test func alwaysThatNeverHeldIsNoted() {
        let lab = FakeLab()
        lab.leader = nil
        let recorder = Recorder()
        #expect(run(scenario(always: [leader]), in: lab, recorder: recorder).outcome == .passed)
        #expect(recorder.notes.first?.contains("never held") == true)
    }

    @Test func neverEndsTheRunAsSoonAsItHolds() {
        let nobody = PlacedCheck(.leader(LeaderCheck(state: .none)))
        let lab = FakeLab()
        #expect(run(scenario(never: [nobody]), in: lab).outcome == .passed)
        let shaky = FakeLab()
        shaky.at(.seconds(5)) { $0.leader = nil }
        shaky.at(.milliseconds(5_010)) { $0.leader = "host-1" }
        let result = run(scenario(never: [nobody]), in: shaky)
        #expect(result.outcome == .failed)
        #expect(result.message?.contains("never expected no leader, but saw no leader") == true)
    }

    @Test func anInvariantIsLookedAtOnceMoreAtTheEnd() {
        let lab = FakeLab()
        lab.at(.seconds(20)) {
            $0.history.append(Leadership(term: 1, host: "host-2", at: .start))
        }
        let result = run(
            scenario(always: [PlacedCheck(.leadersPerTerm(atMost: 1))]), in: lab)
        #expect(result.outcome == .failed)
    }
}

@Suite struct PatienceTests {
    @Test func newQuestionsAreAskedHoweverManyHang() {
        let lab = FakeLab()
        lab.at(.seconds(20)) { $0.http["host-3:80/"] = hello("a") }
        let check = Check.http(HTTPCheck(url: "http://host-3/"))
        #expect(look(check, in: lab, within: .seconds(30)).outcome == .passed)
        #expect(lab.now < .start + .seconds(22))
        #expect(lab.openQuestions == 0)
    }

    @Test func aSlowAnswerIsWaitedFor() {
        let lab = FakeLab()
        lab.http["host-3:80/"] = hello("a")
        lab.delay = .seconds(25)
        let check = Check.http(HTTPCheck(url: "http://host-3/"))
        #expect(look(check, in: lab, within: .seconds(30)).outcome == .passed)
        #expect(lab.now == .start + .seconds(25))
    }
}

@Suite struct SessionTests {
    @Test func faultsStayFromOneStepToTheNext() {
        let lab = FakeLab()
        let session = LabSession(lab: lab, seed: 1)
        let isolate = Action.inject(.isolate(hosts: [.name("host-1")]), name: nil, duration: nil)
        #expect(session.perform(.of([isolate])).outcome == .passed)
        #expect(session.perform(.of([.wait(.seconds(1))])).startedAt == .start)
        #expect(lab.faults.count == 1)
        session.end()
        #expect(lab.faults.isEmpty)
    }
}
