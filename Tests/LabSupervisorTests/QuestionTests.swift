import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner
import Testing

@testable import LabSupervisor

/// Questions, traffic and commands of hosts.
@Suite struct QuestionTests {
    private let ping = ProbeRequest.ping(IPv4Address(10, 0, 0, 2), timeout: .seconds(1))
    private let silent = ProbeRequest.ping(IPv4Address(192, 0, 2, 1), timeout: .seconds(1))

    @Test func anAnswerEndsAnAdvance() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let id = try lab.probe(ping, from: "host-1")
        let limit = lab.now + .seconds(10)
        while lab.result(of: id) == nil && lab.now < limit { lab.advance(until: limit) }
        let result = try #require(lab.result(of: id))
        #expect(result.outcome == .reached)
        #expect(lab.now < limit)
        #expect(result.askedAt > .start && result.answeredAt < lab.now)
        lab.forget(id)
        #expect(lab.result(of: id) == nil)
    }

    @Test func advanceReturnsAtTheDeadlineWhereNothingHappens() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        lab.advance(until: lab.now)
        let deadline = lab.now + .milliseconds(20)
        while lab.now < deadline { lab.advance(until: deadline) }
        #expect(lab.now < deadline + .seconds(1))
    }

    @Test func aForgottenQuestionIsForgottenOnTheHost() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let id = try lab.probe(silent, from: "host-1")
        lab.forget(id)
        try TestLab.eventually {
            if case .forget = try test.host("host-1").ordered.last { true } else { false }
        }
    }

    @Test func aHostThatLosesItsPowerAnswersNoMore() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let id = try lab.probe(silent, from: "host-1")
        try lab.kill(.host("host-1"), signal: "SIGKILL")
        try TestLab.eventually(lab) { lab.result(of: id) != nil }
        #expect(lab.result(of: id)?.outcome == .failed("host host-1 has no power"))
    }

    @Test func trafficGoesOnAfterAPowerCutWithWhatItHasCounted() throws {
        let test = try TestLab(counted: 5)
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let plan = TrafficPlan(
            name: "browse", host: "10.0.0.2", port: 80, request: HTTPRequest(target: "/"),
            period: .milliseconds(10), timeout: .seconds(1))
        try lab.startTraffic(plan, from: "host-1")
        #expect(lab.trafficStatistics(named: "browse")?.requests == 5)
        try lab.kill(.host("host-1"), signal: "SIGKILL")
        #expect(lab.trafficStatistics(named: "browse")?.requests == 5)
        try lab.start(.host("host-1"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) == .running }
        #expect(lab.trafficStatistics(named: "browse")?.requests == 10)
        #expect(lab.trafficStatistics(named: "other") == nil)
        let other = try test.connect()
        #expect(other.trafficStatistics(named: "browse") == nil)
    }

    @Test func partsOfAStreamAddUp() {
        var first = TrafficStatistics()
        first.requests = 3
        first.errors = 1
        first.longestOutage = .seconds(2)
        first.latencies = [10: 1, 20: 1]
        first.answersByInstance = [.init(id: "b", count: 2)]
        var second = TrafficStatistics()
        second.requests = 4
        second.longestOutage = .seconds(1)
        second.latencies = [20: 2]
        second.answersByInstance = [.init(id: "a", count: 1), .init(id: "b", count: 3)]
        let sum = first + second
        #expect(sum.requests == 7 && sum.errors == 1 && sum.longestOutage == .seconds(2))
        #expect(sum.latencies == [10: 1, 20: 3])
        #expect(sum.answersByInstance == [.init(id: "a", count: 1), .init(id: "b", count: 5)])
    }

    @Test func aCommandsOutputIsCollected() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let id = try lab.execute(["echo", "hello"], on: "host-1")
        try TestLab.eventually(lab) { lab.result(of: id) != nil }
        #expect(
            lab.result(of: id)
                == ExecutionResult(code: 7, output: "echo hello", errorOutput: "on host-1"))
        lab.forget(id)
        #expect(lab.result(of: id) == nil)
        #expect(throws: LabError("there is no host host-9")) {
            try lab.execute(["true"], on: "host-9")
        }
    }

    @Test func aCommandWaitsForAClientThatDoesNotRead() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let slow = try test.connect()
        let id = try slow.execute(["flood"], on: "host-1")
        func holds(_ expected: Bool) throws -> Bool {
            try test.host("host-1").ordered.contains { order in
                if case .hold(_, let holds) = order { holds == expected } else { false }
            }
        }
        // Nothing is read here, yet the lab goes on.
        try TestLab.eventually { try holds(true) }
        let probe = try lab.probe(ping, from: "host-1")
        try TestLab.eventually(lab) { lab.result(of: probe) != nil }
        try TestLab.eventually(slow) { slow.result(of: id) != nil }
        let expected = FakeHost.floodPieces * (1 << 16) + "flood".utf8.count
        #expect(slow.result(of: id)?.output.utf8.count == expected)
    }

    @Test func aClientThatGoesTakesItsWorkWithIt() throws {
        let test = try TestLab()
        let first = try test.firstClient()
        try first.bring(up: .pair())
        var second: HostedLab? = try test.connect()
        let plan = TrafficPlan(
            name: "browse", host: "10.0.0.2", port: 80, request: HTTPRequest(target: "/"),
            period: .milliseconds(10), timeout: .seconds(1))
        try second?.startTraffic(plan, from: "host-1")
        _ = try second?.ask(.execute(77, CommandSpec(command: ["cat"]), host: "host-1"))
        _ = try second?.probe(silent, from: "host-1")
        second = nil
        try TestLab.eventually {
            let ordered = try test.host("host-1").ordered
            return ordered.contains { if case .stopTraffic = $0 { true } else { false } }
                && ordered.contains { if case .abandon = $0 { true } else { false } }
                && ordered.contains { if case .forget = $0 { true } else { false } }
        }
    }

    @Test func readinessIsWhatTheDefinitionAsksFor() throws {
        let http = try #require(
            try ReadinessTest(.init(http: "http://10.0.0.1:8500/v1/status/leader?x=1")))
        #expect(
            http.request
                == .http(
                    host: "10.0.0.1", port: 8500, HTTPRequest(target: "/v1/status/leader?x=1"),
                    timeout: .seconds(2)))
        let tcp = try #require(try ReadinessTest(.init(tcp: "127.0.0.1:80", within: .seconds(9))))
        #expect(tcp.request == .tcp(Endpoint(.loopback, 80), timeout: .seconds(2)))
        #expect(tcp.within == .seconds(9))
        #expect(try ReadinessTest(.init()) == nil)
        for wrong in ["https://a/", "http://", "http://a:b/"] {
            #expect(throws: LabError.self) { try ReadinessTest(.init(http: wrong)) }
        }
        #expect(throws: LabError.self) { try ReadinessTest(.init(tcp: "nowhere:80")) }
    }
}
