import LabNetwork
import LabProgram
import LabTestSupport
import Testing

@testable import LabPrograms

/// Runs one check on a recording system and answers its requests by hand.
private struct Bench {
    var runners = CheckRunners()
    var system = RecordingSystem()

    mutating func start(_ plan: CheckPlan) { runners.start("c", plan: plan, on: &system) }

    /// Lets the next timer run out.
    mutating func tick() {
        if let token = system.popTimer() { runners.timer(token, on: &system) }
    }

    /// Lets the check run once and answers its HTTP request.
    mutating func run(_ result: Result<HTTPResponse, HTTPFailure>) {
        tick()
        guard let request = system.requests.last else { return }
        _ = runners.response(request.id, result, on: &system)
    }

    mutating func takeResults() -> [CheckRunners.Result] {
        defer { runners.results = [] }
        return runners.results
    }
}

private func http(_ url: String = "http://10.0.0.9:8080/health") -> CheckPlan {
    CheckPlan(
        test: .http(CheckTest.HTTPTest(url: url, method: "GET", headers: [], body: [])),
        interval: .seconds(4))
}

@Suite struct CheckRunnerTests {
    @Test func theFirstRunComesAtARandomMomentOfTheInterval() {
        var seen: Set<Int64> = []
        for seed in 1...50 {
            var bench = Bench()
            bench.system.random = RandomStream(seed: UInt64(seed))
            bench.start(http())
            bench.tick()
            #expect(bench.system.now < .start + .seconds(4))
            seen.insert(bench.system.now.nanoseconds / 1_000_000_000)
        }
        #expect(seen.count == 4)
    }

    @Test func theIntervalCountsFromTheEndOfARun() throws {
        var bench = Bench()
        bench.start(http())
        bench.tick()
        let begin = bench.system.now
        bench.system.now = begin + .seconds(3)
        let request = try #require(bench.system.requests.last)
        _ = bench.runners.response(request.id, .success(HTTPResponse()), on: &bench.system)
        bench.tick()
        #expect(bench.system.now == begin + .seconds(7))
    }

    @Test(
        "The status code decides",
        arguments: [
            (200, HealthStatus.passing), (204, .passing), (299, .passing), (300, .critical),
            (429, .warning), (404, .critical), (500, .critical),
        ])
    func statusCodes(code: Int, status: HealthStatus) {
        var bench = Bench()
        bench.start(http())
        bench.run(.success(HTTPResponse(status: code, text: "hi")))
        #expect(bench.takeResults().map(\.status) == [status])
    }

    @Test func outputsAreConsulsOwn() {
        var bench = Bench()
        bench.start(http())
        bench.run(.success(HTTPResponse(status: 503, text: "down")))
        bench.run(.failure(.refused))
        bench.run(.failure(.timedOut))
        let url = "http://10.0.0.9:8080/health"
        #expect(
            bench.takeResults().map(\.output) == [
                "HTTP GET \(url): 503 Service Unavailable Output: down",
                "Get \"\(url)\": dial tcp 10.0.0.9:8080: connect: connection refused",
                "Get \"\(url)\": context deadline exceeded "
                    + "(Client.Timeout exceeded while awaiting headers)",
            ])
    }

    @Test func theRequestSaysWhoAsksAndWaitsTenSeconds() throws {
        var bench = Bench()
        bench.start(http())
        bench.tick()
        let sent = try #require(bench.system.requests.last)
        #expect(sent.destination == Endpoint(IPv4Address(10, 0, 0, 9), 8080))
        #expect(sent.request.target == "/health")
        #expect(sent.request.headers["Host"] == "10.0.0.9:8080")
        #expect(sent.request.headers["User-Agent"] == "Consul Health Check")
        #expect(sent.request.headers["Accept"] == "text/plain, text/*, */*")
        #expect(sent.request.headers["Connection"] == "close")
        #expect(sent.timeouts.total == .seconds(10))
    }

    @Test func aRedirectIsFollowed() throws {
        var bench = Bench()
        bench.start(http())
        bench.run(
            .success(HTTPResponse(status: 302, headers: [HTTPHeader("Location", "/other")])))
        #expect(bench.takeResults().isEmpty)
        let onward = try #require(bench.system.requests.last)
        #expect(onward.request.target == "/other")
        _ = bench.runners.response(
            onward.id, .success(HTTPResponse(status: 200)), on: &bench.system)
        #expect(bench.takeResults().map(\.status) == [.passing])
    }

    @Test func onlyTheEndOfALongBodyIsKept() {
        var bench = Bench()
        bench.start(http())
        let body = [UInt8](repeating: 65, count: 9000) + [UInt8](repeating: 66, count: 96)
        bench.run(.success(HTTPResponse(status: 200, headers: [], body: body)))
        let output = bench.takeResults().first?.output ?? ""
        #expect(output.utf8.filter { $0 == 65 }.count == 4000)
        #expect(output.utf8.filter { $0 == 66 }.count == 96)
    }

    @Test func aStatusChangesOnlyAfterSeveralResultsInARow() {
        var plan = http()
        plan.thresholds = CheckThresholds(successBeforePassing: 2, failuresBeforeCritical: 3)
        var bench = Bench()
        bench.start(plan)
        let good = Result<HTTPResponse, HTTPFailure>.success(HTTPResponse(status: 200))
        let bad = Result<HTTPResponse, HTTPFailure>.failure(.refused)
        var statuses: [HealthStatus?] = []
        for result in [good, bad, bad, bad, good, good, bad, good] {
            bench.run(result)
            statuses.append(bench.takeResults().first?.status)
        }
        #expect(
            statuses == [.passing, nil, nil, .critical, nil, .passing, nil, nil])
    }

    @Test func aTimeToLiveRunsOutWithoutAnUpdate() {
        var bench = Bench()
        bench.start(CheckPlan(test: .ttl(.seconds(10))))
        bench.system.now = .start + .seconds(6)
        #expect(bench.runners.refresh("c", output: "fine", on: &bench.system))
        bench.tick()
        #expect(bench.system.now == .start + .seconds(16))
        #expect(
            bench.takeResults() == [
                CheckRunners.Result(
                    id: "c", status: .critical,
                    output: "TTL expired (last output before timeout follows): fine")
            ])
        #expect(bench.system.timers.isEmpty)
    }

    @Test func onlyChecksWithATimeToLiveTakeUpdates() {
        var bench = Bench()
        bench.start(http())
        #expect(!bench.runners.refresh("c", output: "", on: &bench.system))
        #expect(!bench.runners.refresh("other", output: "", on: &bench.system))
    }

    @Test func aConnectionIsEnoughForATCPCheck() throws {
        var bench = Bench()
        bench.start(CheckPlan(test: .tcp("10.0.0.9:81"), interval: .seconds(1)))
        bench.tick()
        let first = try #require(bench.system.connections.last)
        #expect(bench.runners.connected(first.id, on: &bench.system))
        #expect(bench.system.closedConnections == [first.id])
        bench.tick()
        let second = try #require(bench.system.connections.last)
        #expect(bench.runners.closed(second.id, because: .refused, on: &bench.system))
        #expect(
            bench.takeResults().map(\.output) == [
                "TCP connect 10.0.0.9:81: Success",
                "dial tcp 10.0.0.9:81: connect: connection refused",
            ])
    }

    @Test(
        "What can't be reached is critical and says why",
        arguments: [
            ("ftp://x/", "Get \"ftp://x/\": unsupported protocol scheme \"ftp\""),
            ("http://name/", "Get \"http://name/\": dial tcp: lookup name: no such host"),
        ])
    func unusableTargets(url: String, output: String) {
        var bench = Bench()
        bench.start(http(url))
        bench.tick()
        #expect(bench.takeResults().map(\.output) == [output])
        #expect(bench.system.timers.count == 1)
    }

    @Test func aStoppedCheckLeavesNothingBehind() {
        var bench = Bench()
        bench.start(http())
        bench.tick()
        bench.runners.stop("c", on: &bench.system)
        #expect(bench.system.requests.isEmpty)
        #expect(bench.system.timers.isEmpty)
    }

    @Test func plansSurviveBeingWrittenAndRead() throws {
        let plans = [
            http(), CheckPlan(test: .ttl(.seconds(3))), CheckPlan(test: .tcp("a:1")),
            CheckPlan(test: .alias(node: "n", service: "s")), CheckPlan(test: .unsupported("x")),
        ]
        for plan in plans { #expect(try CheckPlan(decoding: plan.encoded()) == plan) }
    }
}
