import LabFiles
import LabModel
import LabNetwork
import LabRunner
import LabSupervisor

/// A run in the lab that is up, which is afterwards as it was before.
struct StandingLabRun {
    /// How long instances that the run made may take to end in their own order.
    private static let grace = Interval.seconds(10)

    let loaded: LoadedScenario
    let seed: UInt64
    let lab: HostedLab
    let interruption: Interruption

    /// Runs the scenario, then ends what it started and starts what it ended.
    func perform(observer: @escaping (TimelineEvent) -> Void) -> RunResult {
        let before = lab.units()
        var result = ScenarioRunner(
            lab: lab, scenario: loaded.scenario, options: RunOptions(seed: seed),
            interruption: interruption, observer: observer
        ).run()
        do throws(LabError) {
            try restore(before)
        } catch {
            if result.outcome == .passed { result.outcome = .error }
            let reason = "the lab could not be made as it was before: \(error.message)"
            result.message = result.message.map { "\($0)\n\(reason)" } ?? reason
        }
        return result
    }

    private func restore(_ before: [UnitStatus]) throws(LabError) {
        let alive = Set(before.filter(\.state.isAlive).map(\.unit))
        try end(besides: alive)
        let now = Set(lab.units().filter(\.state.isAlive).map(\.unit))
        let missing = before.map(\.unit).filter { alive.contains($0) && !now.contains($0) }
        guard !missing.isEmpty else { return }
        // Bringing up starts hosts and components, and leaves alone what runs.
        let instances = missing.filter { if case .instance = $0 { true } else { false } }
        if instances.count < missing.count { try lab.bringUp() }
        for unit in instances where !isAlive(unit) { try lab.start(unit) }
    }

    private func isAlive(_ unit: Unit) -> Bool {
        lab.units().first { $0.unit == unit }?.state.isAlive ?? false
    }

    /// Ends the instances that were not there before.
    private func end(besides alive: Set<Unit>) throws(LabError) {
        let new = lab.units().filter { status in
            guard case .instance = status.unit else { return false }
            return status.state.isAlive && !alive.contains(status.unit)
        }.map(\.unit)
        for unit in new { try lab.stop(unit) }
        let limit = lab.now + Self.grace
        while new.contains(where: isAlive), lab.now < limit, lab.failure == nil {
            lab.advance(until: min(limit, lab.now + .milliseconds(250)))
        }
        for unit in new where isAlive(unit) { try lab.kill(unit, signal: "SIGKILL") }
    }
}
