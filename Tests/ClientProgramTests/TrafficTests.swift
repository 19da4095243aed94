import LabDNS
import LabNetwork
import LabProgram
import LabTestSupport
import Testing

@testable import LabPrograms

@Suite struct TrafficTests {
    private static func moment(_ milliseconds: Int64) -> Instant {
        .start + .milliseconds(milliseconds)
    }

    private static let fine = HTTPResponse(status: 200, text: "Hello World from aaaaaaaaaaaa\n")
    private static let bad = HTTPResponse(status: 503, text: "no")

    private static func plan(host: String = "10.0.0.7") -> TrafficPlan {
        TrafficPlan(
            name: "browse", host: host, port: 80, request: HTTPRequest(target: "/"),
            period: .milliseconds(20), timeout: .seconds(1))
    }

    @Test func requestsBeginAtASteadyPaceHoweverManyAreOpen() {
        var program = TrafficProgram(plan: Self.plan())
        var system = RecordingSystem()
        system.now = Self.moment(5)
        program.handle(.started, on: &system)
        var began = [system.now]
        for _ in 0..<50 {
            guard let token = system.popTimer() else { break }
            program.handle(.timer(token), on: &system)
            began.append(system.now)
        }
        #expect(system.requests.count == 51)
        #expect(began == (0...50).map { Self.moment(5 + 20 * $0) })
        #expect(program.statistics(at: system.now) == TrafficStatistics())
    }

    @Test func afterAFreezeNothingIsMadeUpFor() {
        var program = TrafficProgram(plan: Self.plan())
        var system = RecordingSystem()
        program.handle(.started, on: &system)
        if let token = system.popTimer() {
            system.now = .start + .seconds(10)
            program.handle(.timer(token), on: &system)
        }
        #expect(system.timers.map(\.at) == [.start + .seconds(10) + .milliseconds(20)])
        #expect(system.requests.count == 2)
    }

    @Test func answersAndFailuresAreCounted() {
        var program = TrafficProgram(plan: Self.plan())
        var system = RecordingSystem()
        program.handle(.started, on: &system)
        var results: [Result<HTTPResponse, HTTPFailure>] = [
            .success(Self.fine), .success(Self.bad), .failure(.timedOut),
            .success(HTTPResponse(status: 404, text: "Hello World from zz")),
            .success(HTTPResponse(status: 200, text: "Hello World from a9")),
            .success(Self.fine),
        ]
        results.reverse()
        while let result = results.popLast() {
            system.now = system.now + .milliseconds(2)
            program.handle(.response(system.requests.removeFirst().id, result), on: &system)
            if let token = system.popTimer() { program.handle(.timer(token), on: &system) }
        }
        let statistics = program.statistics(at: system.now)
        #expect(statistics.requests == 6)
        #expect(statistics.errors == 2)
        #expect(statistics.longestOutage == .milliseconds(60))
        #expect(statistics.latencies == [2_047: 5])
        #expect(
            statistics.answersByInstance == [
                .init(id: "a9", count: 1), .init(id: "aaaaaaaaaaaa", count: 2),
                .init(id: "zz", count: 1),
            ])
    }

    @Test func aNameThatCannotBeResolvedIsAFailure() throws {
        var program = TrafficProgram(plan: Self.plan(host: "simple.service.consul"))
        var system = RecordingSystem()
        program.handle(.started, on: &system)
        let sent = try #require(system.datagrams.first)
        let reply = try DNSMessage(decoding: sent.payload).reply(.nxDomain)
        program.handle(
            .datagram(
                Datagram(port: sent.port, source: sent.destination, payload: reply.encoded())),
            on: &system)
        #expect(program.statistics(at: system.now).errors == 1)
        #expect(system.requests.isEmpty)
    }

    // MARK: Outages

    @Test func withoutAFailureThereIsNoOutage() {
        var recorder = TrafficRecorder(from: .start, timeout: .seconds(1))
        for second in 1...5 {
            let end = Self.moment(Int64(second) * 1_000)
            recorder.answered(Self.fine, from: end - .milliseconds(1), to: end)
        }
        #expect(recorder.statistics(at: Self.moment(9_000)).longestOutage == .zero)
    }

    @Test func anOutageRunsFromTheLastSuccessBeforeToTheFirstOneAfter() {
        var recorder = TrafficRecorder(from: .start, timeout: .seconds(1))
        recorder.answered(Self.fine, from: Self.moment(100), to: Self.moment(110))
        recorder.failed(from: Self.moment(200))
        recorder.failed(from: Self.moment(300))
        recorder.answered(Self.fine, from: Self.moment(400), to: Self.moment(430))
        #expect(recorder.statistics(at: Self.moment(9_000)).longestOutage == .milliseconds(320))
    }

    @Test func anOutageThatGoesOnGrows() {
        var recorder = TrafficRecorder(from: Self.moment(1_000), timeout: .seconds(1))
        recorder.failed(from: Self.moment(1_000))
        #expect(recorder.statistics(at: Self.moment(1_500)).longestOutage == .milliseconds(500))
        #expect(recorder.statistics(at: Self.moment(2_500)).longestOutage == .milliseconds(1_500))
    }

    @Test func aTimeoutThatIsKnownLateIsLaidToItsBeginning() {
        var recorder = TrafficRecorder(from: .start, timeout: .seconds(1))
        recorder.answered(Self.fine, from: Self.moment(0), to: Self.moment(10))
        recorder.answered(Self.fine, from: Self.moment(500), to: Self.moment(510))
        recorder.answered(Self.fine, from: Self.moment(520), to: Self.moment(530))
        recorder.failed(from: Self.moment(100))
        #expect(recorder.statistics(at: Self.moment(1_200)).longestOutage == .milliseconds(500))
    }

    @Test(arguments: 1...30)
    func theOutageIsTheLongestGapAroundAFailureWhateverTheOrderOfTheEnds(seed: Int) {
        struct Request {
            var start: Instant
            var end: Instant
            var isSuccess: Bool
        }
        var random = RandomStream(seed: UInt64(seed))
        var requests: [Request] = []
        for number in 0..<2_000 {
            let start = Self.moment(Int64(number) * 20)
            let isSuccess = random.next(below: 3) > 0
            let length = Interval.microseconds(Int64(random.next(below: 400_000)) + 1)
            requests.append(
                Request(
                    start: start, end: start + (isSuccess ? length : .milliseconds(400)),
                    isSuccess: isSuccess))
        }
        var recorder = TrafficRecorder(from: .start, timeout: .milliseconds(400))
        for request in requests.sorted(by: { $0.end < $1.end }) {
            if request.isSuccess {
                recorder.answered(Self.fine, from: request.start, to: request.end)
            } else {
                recorder.failed(from: request.start)
            }
        }
        let end = Self.moment(60_000)
        let successes = [Instant.start] + requests.filter(\.isSuccess).map(\.end).sorted()
        let expected = requests.filter { !$0.isSuccess }.map { failure in
            let last = successes.last { $0 <= failure.start } ?? .start
            let next = successes.first { $0 > failure.start } ?? end
            return next - last
        }.max()
        #expect(recorder.statistics(at: end).longestOutage == expected)
    }

    // MARK: Buckets

    @Test(arguments: [
        (Int64(0), UInt32(0)), (1, 1), (1_000, 1), (1_001, 2), (31_000, 31), (32_000, 33),
        (33_000, 33), (34_000, 35), (1_000_000, 1_023), (1_024_000, 1_087), (-5, 0),
        (Int64.max, UInt32.max),
    ])
    func timesFallIntoBuckets(nanoseconds: Int64, edge: UInt32) {
        #expect(LatencyBucket.upperEdge(of: Interval(nanoseconds: nanoseconds)) == edge)
    }

    @Test func edgesAreOffByASixteenthAtMost() {
        var microseconds: Int64 = 1
        while microseconds < Int64(UInt32.max) {
            let edge = Int64(LatencyBucket.upperEdge(of: .microseconds(microseconds)))
            #expect(edge >= microseconds)
            #expect((edge - microseconds) * 16 < microseconds)
            microseconds = microseconds * 17 / 16 + 1
        }
    }
}
