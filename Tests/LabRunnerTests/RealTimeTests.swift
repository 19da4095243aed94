import LabModel
import LabNetwork
import LabRunner
import Testing

/// What the runner does otherwise where each look costs time, and where a lab can be lost.
@Suite struct RealTimeTests {
    /// A lab in which something happens every millisecond.
    private func busyLab(backend: String = "netns") -> FakeLab {
        let lab = FakeLab(backend: backend)
        for millisecond in 1...2_000 { lab.at(.milliseconds(Int64(millisecond))) { _ in } }
        return lab
    }

    private let unheard: Check = {
        var check = DNSCheck(query: "simple.service.consul")
        check.answers = ["host-1"]
        return .dns(check)
    }()

    @Test func newsDoNotMakeLooksFollowEachOtherAtOnce() {
        let lab = busyLab()
        #expect(look(unheard, in: lab, within: .seconds(2)).outcome == .failed)
        // Every 20 ms at most.
        #expect((50...101).contains(lab.questions.count), "\(lab.questions.count) questions")
        let virtual = busyLab(backend: "memory")
        _ = look(unheard, in: virtual, within: .seconds(2))
        #expect(virtual.questions.count > 500)
    }

    @Test func quietLabsAreAskedMoreAndMoreSlowly() {
        let lab = FakeLab(backend: "netns")
        _ = look(unheard, in: lab, within: .seconds(5))
        #expect((20...26).contains(lab.questions.count), "\(lab.questions.count) questions")
    }

    @Test func samplesOfWhatAlwaysHoldsAreBounded() {
        let lab = busyLab()
        lab.dns["simple.service.consul"] = hosts(1)
        var scenario = Scenario.of(.of([.wait(.seconds(2))]))
        scenario.always = [PlacedCheck(unheard)]
        #expect(run(scenario, in: lab).outcome == .passed)
        #expect((8...21).contains(lab.questions.count), "\(lab.questions.count) questions")
    }

    @Test func aDeadlineCutsTheRequestThatIsUnderWay() {
        let lab = FakeLab(backend: "netns")
        lab.dns["simple.service.consul"] = hosts(1)
        lab.delay = .seconds(4)
        let result = look(unheard, in: lab, within: .seconds(1))
        #expect(result.outcome == .failed)
        #expect(result.message?.contains("no answer") == true)
        #expect(lab.now == .start + .seconds(1))
        #expect(lab.openQuestions == 0)
    }

    @Test func aLostLabEndsTheRunWithAnError() {
        let lab = FakeLab(backend: "netns")
        lab.at(.seconds(1)) { $0.failure = LabError("the lab's supervisor has gone") }
        var scenario = Scenario.of(
            .of(
                [.inject(.isolate(hosts: [.name("host-1")]), name: nil, duration: nil)],
                expect: [unheard], within: .minutes(1)),
            .of([.wait(.seconds(1))]))
        scenario.always = [PlacedCheck(.leadersPerTerm(atMost: 1))]
        let result = run(scenario, in: lab)
        #expect(result.outcome == .error)
        #expect(result.exitStatus == 3)
        #expect(result.message == "the lab's supervisor has gone")
        #expect(result.steps.map(\.outcome) == [.error, .notRun])
        #expect(lab.now <= .start + .milliseconds(1_250))
    }

    @Test func anInterruptionIsSeenWithinAQuarterOfASecond() {
        let lab = FakeLab(backend: "netns")
        let interruption = Interruption()
        lab.at(.milliseconds(999)) { _ in interruption.request() }
        let scenario = Scenario.of(.of([.wait(.minutes(4))]))
        let result = ScenarioRunner(lab: lab, scenario: scenario, interruption: interruption).run()
        #expect(result.outcome == .interrupted)
        #expect(lab.now <= .start + .milliseconds(1_249))
    }

    @Test func aKillIsWaitedForBeforeWhatFollows() {
        let lab = FakeLab(backend: "netns")
        lab.killTime = .milliseconds(30)
        let unit = Target.part("host-1", "registrator")
        run(
            .of(
                .of([
                    .kill(targets: [unit], signal: "SIGKILL"),
                    .start(targets: [unit], on: [], count: nil, environment: []),
                ])), in: lab)
        #expect(
            lab.calls == [
                "0.000 kill host-1/registrator SIGKILL", "0.030 start host-1/registrator",
            ]
        )
    }
}
