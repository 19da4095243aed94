import LabPrograms

/// A stream of requests that a client has a host make.
struct TrafficRun {
    /// Who wants it.
    let client: Int
    /// The client's name for it; the plan's own tells clients apart.
    let name: String
    let plan: TrafficPlan
    let host: SupervisedHost
    /// What was counted before the host lost its power last.
    var past = TrafficStatistics()
    /// What has been counted since, as far as is known.
    var current = TrafficStatistics()
    /// Those who wait for the newest count.
    var asked: [Reply] = []

    /// What has been counted in all.
    var statistics: TrafficStatistics { past + current }
}

extension TrafficStatistics {
    /// What two parts of one stream come to, one after the other.
    static func + (a: TrafficStatistics, b: TrafficStatistics) -> TrafficStatistics {
        var result = a
        result.requests += b.requests
        result.errors += b.errors
        result.longestOutage = max(a.longestOutage, b.longestOutage)
        result.latencies.merge(b.latencies, uniquingKeysWith: +)
        for answered in b.answersByInstance {
            if let index = result.answersByInstance.firstIndex(where: { $0.id == answered.id }) {
                result.answersByInstance[index].count += answered.count
            } else {
                result.answersByInstance.append(answered)
            }
        }
        result.answersByInstance.sort { $0.id < $1.id }
        return result
    }
}
