import LabModel
import LabNetwork
import LabPrograms

extension TrafficStatistics {
    /// The time within which so many percent of the answers came; zero where there are none.
    ///
    /// - Parameter percent: from 1 to 100; 50 for the median.
    public func latency(percentile percent: Int) -> Interval {
        let total = latencies.values.reduce(0, +)
        guard total > 0 else { return .zero }
        let rank = max((total * percent + 99) / 100, 1)
        var sum = 0
        for edge in latencies.keys.sorted() {
            sum += latencies[edge] ?? 0
            if sum >= rank { return .microseconds(Int64(edge)) }
        }
        return .zero
    }

    /// The difference between the most and the fewest answers of an instance, and all answers.
    var spread: (difference: Int, total: Int) {
        let counts = answersByInstance.map(\.count)
        return ((counts.max() ?? 0) - (counts.min() ?? 0), counts.reduce(0, +))
    }
}

extension TrafficCheck {
    func allows(_ statistics: TrafficStatistics) -> Bool {
        let spread = statistics.spread
        return (errors?.holds(statistics.errors, of: statistics.requests) ?? true)
            && (outage?.holds(statistics.longestOutage) ?? true)
            && (latencyP50?.holds(statistics.latency(percentile: 50)) ?? true)
            && (latencyP99?.holds(statistics.latency(percentile: 99)) ?? true)
            && (distribution?.holds(spread.difference, of: spread.total) ?? true)
    }

    /// What is asked for, in words.
    var words: String {
        var parts: [String] = []
        if let errors { parts.append("\(errors) errors") }
        if let outage { parts.append("an outage of \(outage)") }
        if let latencyP50 { parts.append("a median of \(latencyP50)") }
        if let latencyP99 { parts.append("a 99th percentile of \(latencyP99)") }
        if let distribution { parts.append("shares that differ by \(distribution)") }
        return "\(name): " + (parts.isEmpty ? "requests" : parts.joined(separator: ", "))
    }

    /// What happened of what is asked for, in words.
    func seen(_ statistics: TrafficStatistics) -> String {
        var parts: [String] = []
        if errors != nil { parts.append("\(statistics.errors) of \(statistics.requests) failed") }
        if outage != nil {
            parts.append("an outage of \(statistics.longestOutage.secondsText) s")
        }
        if latencyP50 != nil { parts.append("a median of \(statistics.latency(percentile: 50))") }
        if latencyP99 != nil {
            parts.append("a 99th percentile of \(statistics.latency(percentile: 99))")
        }
        if distribution != nil {
            let counts = statistics.answersByInstance.map { "\($0.id) \($0.count)" }
            parts.append("answers of " + (counts.isEmpty ? "nobody" : text(counts)))
        }
        return "\(name): "
            + (parts.isEmpty ? "\(statistics.requests) requests" : text(parts))
    }

    private func text(_ parts: [String]) -> String { parts.joined(separator: ", ") }
}
