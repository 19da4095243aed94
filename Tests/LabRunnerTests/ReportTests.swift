import LabModel
import LabNetwork
import LabPrograms
import LabRunner
import Testing

@Suite struct FailureReportTests {
    @Test func saysEverythingThatExplainsAFailure() throws {
        let lab = FakeLab()
        let unit = Unit.component(host: "host-1", name: "discovery")
        lab.addInstance("simple", on: "host-1")
        lab.dns["simple.service.consul"] = hosts(1, 2)
        lab.at(.seconds(2)) { $0.dns["simple.service.consul"] = nil }
        for number in 1...9 {
            lab.lines.append(LogLine(at: .start, unit: unit, text: "line \(number)"))
        }
        var check = DNSCheck(query: "simple.service.consul")
        check.answers = ["host-2"]
        let place = LabModel.SourceLocation(file: "failover.yaml", line: 2, column: 9)
        var scenario = Scenario.of(
            Step(
                name: "one application dies",
                actions: [
                    PlacedAction(
                        .kill(targets: [.part("host-1", "simple")], signal: "SIGKILL"))
                ],
                expect: [PlacedCheck(.dns(check), at: place)], within: .seconds(5)))
        scenario.sourceLines = ["steps:", "      - dns: {query: simple.service.consul}"]
        let report = try #require(run(scenario, in: lab).steps.first?.failures.first)
        #expect(report.sourceLine == "      - dns: {query: simple.service.consul}")
        #expect(report.expected == "192.168.50.102")
        #expect(report.lastSeen == "NXDOMAIN")
        #expect(report.lastSeenFor == .seconds(3))
        #expect(
            report.observations.map(\.seen) == ["192.168.50.101 192.168.50.102", "NXDOMAIN"])
        #expect(report.observations.first?.first == .start)
        #expect(report.faults == [.init(words: "kill host-1/simple", lasted: .seconds(5))])
        #expect(report.log.map(\.text) == ["line 5", "line 6", "line 7", "line 8", "line 9"])
    }

    @Test func beginsWithTheLogOfAProcessThatEndedWithAnError() throws {
        let lab = FakeLab()
        let unit = Unit.component(host: "host-2", name: "discovery")
        lab.at(.seconds(2)) { lab in
            for index in lab.statuses.indices where lab.statuses[index].unit == unit {
                lab.statuses[index].state = .exited(1)
                lab.statuses[index].since = lab.now
            }
            lab.lines.append(LogLine(at: lab.now, unit: unit, text: "node id is invalid"))
        }
        var check = DNSCheck(query: "simple.service.consul")
        check.answers = ["host-2"]
        let scenario = Scenario.of(
            Step(name: "it comes", expect: [PlacedCheck(.dns(check))], within: .seconds(5)))
        let report = try #require(run(scenario, in: lab).steps.first?.failures.first)
        #expect(report.ended == [.init(unit: unit, code: 1, since: .seconds(3))])
        #expect(report.log.first?.text == "node id is invalid")
    }
}

@Suite struct TimelineTests {
    @Test func tellsWhatHappenedInOrder() {
        let lab = FakeLab()
        lab.traffic["browse"] = TrafficStatistics()
        let recorder = Recorder()
        var scenario = Scenario.of(
            .of(
                [.inject(.isolate(hosts: [.name("host-2")]), name: nil, duration: .seconds(1))],
                expect: [.leader(LeaderCheck(state: .one))]))
        scenario.traffic = [Traffic(name: "browse", url: "http://host-3/", period: .seconds(1))]
        let result = run(scenario, in: lab, recorder: recorder)
        let words = recorder.events.map { event in
            switch event.kind {
            case .runStarted: "run"
            case .stepStarted: "step"
            case .actionDone: "action"
            case .faultInjected: "fault"
            case .faultEnded: "healed"
            case .checkHeld: "held"
            case .checkFailed: "failed"
            case .measured: "measured"
            case .note: "note"
            case .stepEnded: "step ended"
            case .trafficSummary: "traffic"
            case .runEnded: "run ended"
            }
        }
        #expect(
            words == [
                "run", "step", "fault", "action", "held", "step ended", "traffic", "healed",
                "run ended",
            ])
        #expect(result.hash == "fa4e")
        #expect(lab.plans.first?.host == "192.168.50.103")
        #expect(lab.plans.first?.request.headers["Host"] == "host-3")
    }

    @Test func theSameRunTwiceIsTheSame() {
        func events() -> [TimelineEvent] {
            let recorder = Recorder()
            let lab = FakeLab()
            lab.at(.seconds(3)) { $0.leader = "host-2" }
            run(
                .of(
                    .of(
                        [.kill(targets: [.minority], signal: "SIGKILL")],
                        expect: [.leader(LeaderCheck(state: .changed))])), in: lab,
                recorder: recorder)
            return recorder.events
        }
        #expect(events() == events())
    }
}
