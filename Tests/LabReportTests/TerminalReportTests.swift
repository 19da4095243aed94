import LabModel
import LabNetwork
import LabPrograms
import LabReport
import LabRunner
import Testing

@Suite struct TerminalReportTests {
    private func lines(_ kinds: TimelineEvent.Kind...) -> [String] {
        var report = TerminalReport(colour: false)
        return kinds.flatMap { report.lines(for: TimelineEvent(at: .start + .seconds(2), $0)) }
    }

    @Test func aStepIsALineWithItsTimes() {
        #expect(
            lines(.stepEnded(failedRun.steps[0])) == [
                "✓ first \"instance\" <1>                                         1.204 s"
                    + "  at 0.000 s, up 1.203 s"
            ])
    }

    @Test func whatWasPickedAndDrawnStandsUnderTheStep() {
        var step = failedRun.steps[0]
        step.name = "s"
        let found = lines(
            .actionDone(ActionNotice(words: "kill leader (host-2)", isPicked: true)),
            .actionDone(ActionNotice(words: "kill host-1")),
            .faultInjected(FaultNotice(number: 1, words: "isolate host-3", drawn: 0)),
            .faultEnded(
                FaultNotice(number: 1, words: "isolate host-3", drawn: 0), lasted: .seconds(1),
                .healed),
            .stepEnded(step))
        #expect(
            found.dropFirst() == [
                "    2.000 kill leader (host-2)", "    2.000 isolate host-3, drawn",
                "    2.000 isolate host-3 healed after 1.000 s",
            ])
    }

    @Test func aRunBeginsAndEndsWithItsSeed() {
        let run = RunStart(
            scenario: "failover", topology: "three-node", backend: "memory", seed: 7, steps: 3)
        #expect(lines(.runStarted(run)) == ["failover on three-node (memory), seed 7"])
        #expect(
            TerminalReport(colour: false).summary(failedRun, wall: .milliseconds(41)) == [
                "- 1 step not run",
                "failed: seed 7, hash 0f3a, 4711 events, 12.500 s in 0.041 s",
            ])
    }

    @Test func aFailureOfTheWholeRunIsExplainedAtTheEnd() {
        var run = failedRun
        run.failures = [contractFailure]
        run.failures[0].kind = .always
        let lines = TerminalReport(colour: false).summary(run, wall: .zero)
        #expect(lines.first?.hasPrefix("✗ always: dns simple.service.consul ") == true)
        #expect(lines.contains { $0.contains("^ always expected 192.168.50.102, last answer") })
    }

    @Test func manyRunsAreSummedUp() {
        let results = (1...4).map { number in
            var run = failedRun
            run.seed = UInt64(number)
            run.outcome = number == 3 ? .failed : .passed
            run.measures[0].value = .seconds(Int64(number))
            return run
        }
        #expect(
            TerminalReport(colour: false).summary(of: results, wall: .seconds(1)) == [
                "  up: 1.000 s least, 2.000 s median, 4.000 s 99%, 4.000 s most (4 runs)",
                "4 runs: 3 passed, 1 failed in 1.000 s",
                "seeds that did not pass: 3",
            ])
    }

    @Test func trafficIsSummedUp() {
        var statistics = TrafficStatistics()
        statistics.requests = 10
        statistics.latencies = [2_000: 10]
        #expect(
            lines(.trafficSummary(name: "browse", statistics)) == [
                "traffic browse: 10 requests, 0 errors, longest outage 0.000 s, "
                    + "median 0.002 s, 99% within 0.002 s"
            ])
    }
}
