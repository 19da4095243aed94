import LabNetwork
import LabProgram

/// Keeps count of how the requests of one stream go.
///
/// Requests overlap, and one that fails is known to have failed only when its time is up. So a
/// failure is laid to the moment when the request began: the outage runs from the end of the last
/// success before that moment to the end of the first one after it. The beginning of the stream
/// counts as a success, so a service that is not there yet is an outage too.
struct TrafficRecorder {
    private static let greeting = Array("Hello World from ".utf8)

    private let timeout: Interval
    private var statistics = TrafficStatistics()
    /// When the latest successes ended, in order, back to before every request that is open.
    private var successes: [Instant]
    /// The end of the last success before a failure that none has followed.
    private var outageSince: Instant?

    /// Makes the record of a stream that begins.
    init(from beginning: Instant, timeout: Interval) {
        successes = [beginning]
        self.timeout = timeout
    }

    /// How the stream has gone up to now.
    func statistics(at now: Instant) -> TrafficStatistics {
        guard let outageSince else { return statistics }
        var result = statistics
        result.longestOutage = max(result.longestOutage, now - outageSince)
        return result
    }

    /// Counts a request that got an answer.
    mutating func answered(_ response: HTTPResponse, from start: Instant, to end: Instant) {
        statistics.latencies[LatencyBucket.upperEdge(of: end - start), default: 0] += 1
        count(response.body)
        guard response.status < 500 else { return failed(from: start) }
        statistics.requests += 1
        if let since = outageSince {
            statistics.longestOutage = max(statistics.longestOutage, end - since)
            outageSince = nil
        }
        successes.append(end)
        if successes.count >= 256 { forgetSuccesses(before: end - timeout * 2) }
    }

    /// Counts a request that failed.
    mutating func failed(from start: Instant) {
        statistics.requests += 1
        statistics.errors += 1
        let next = firstSuccess(after: start)
        let last = successes[max(next - 1, 0)]
        if next < successes.count {
            statistics.longestOutage = max(statistics.longestOutage, successes[next] - last)
        } else {
            outageSince = last
        }
    }

    /// The index of the first success that ended after a moment; the count where there is none.
    private func firstSuccess(after moment: Instant) -> Int {
        var low = 0
        var high = successes.count
        while low < high {
            let middle = (low + high) / 2
            if successes[middle] <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Drops what no open request can need, once that is half of all.
    private mutating func forgetSuccesses(before moment: Instant) {
        let unneeded = firstSuccess(after: moment) - 1
        if unneeded > successes.count / 2 { successes.removeFirst(unneeded) }
    }

    private mutating func count(_ body: [UInt8]) {
        guard body.starts(with: TrafficRecorder.greeting) else { return }
        let rest = body[TrafficRecorder.greeting.count...]
        let id = String(decoding: rest.prefix(64).prefix { $0 > 32 }, as: UTF8.self)
        guard !id.isEmpty else { return }
        var index = 0
        while index < statistics.answersByInstance.count,
            statistics.answersByInstance[index].id < id
        {
            index += 1
        }
        if index < statistics.answersByInstance.count,
            statistics.answersByInstance[index].id == id
        {
            statistics.answersByInstance[index].count += 1
        } else {
            statistics.answersByInstance.insert(.init(id: id, count: 1), at: index)
        }
    }
}
