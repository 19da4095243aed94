import LabPrograms

/// How many requests the scenario's own traffic makes to the place that a check asks, meanwhile.
struct TrafficShare {
    private let lab: any Lab
    private let names: [String]
    private let before: Int

    /// Begins to count.
    init(of question: Question, _ lab: any Lab, _ plans: [TrafficPlan]) {
        self.lab = lab
        guard case .http(let host, let port, _, _) = question.request else {
            (names, before) = ([], 0)
            return
        }
        names = plans.filter { $0.host == host && $0.port == port }.map(\.name)
        before = TrafficShare.requests(names, lab)
    }

    private static func requests(_ names: [String], _ lab: any Lab) -> Int {
        names.reduce(0) { $0 + (lab.trafficStatistics(named: $1)?.requests ?? 0) }
    }

    /// How many turns that traffic may have taken since: the requests that ended, and one of each
    /// stream that is under way.
    func turns() -> Int {
        names.isEmpty ? 0 : TrafficShare.requests(names, lab) - before + names.count
    }
}
