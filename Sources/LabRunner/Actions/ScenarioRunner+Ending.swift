import LabModel
import LabNetwork

extension ScenarioRunner {
    /// How long an orderly end may take before it is enforced, as `docker stop` waits.
    static let defaultGrace = Interval.seconds(10)
    /// How long it may take until it is known that what was killed has ended.
    private static let killTime = Interval.seconds(2)
    /// The signals after which a process is expected to be gone.
    private static let endingSignals = ["SIGKILL", "SIGTERM", "SIGINT", "SIGQUIT", "SIGABRT"]

    func kill(
        _ targets: [Target], _ signal: String, _ placed: PlacedAction
    ) throws(Halt) -> String {
        let units = try findUnits(targets, placed) { $1.isAlive($0) }
        let detail = signal == "SIGKILL" ? "" : " with \(signal)"
        let words = "kill \(targets.words(resolved: units.map(\.description)))\(detail)"
        try tellUnits(units, words) { unit throws(LabError) in
            try lab.kill(unit, signal: signal)
        }
        if ScenarioRunner.endingSignals.contains(signal) {
            noteEnd(of: units, words, keyword: "kill")
        }
        if signal == "SIGKILL" { try awaitEnd(of: units) }
        return words
    }

    /// Waits until units that can't refuse have ended, where that takes time; what comes next may be
    /// to start them again.
    private func awaitEnd(of units: [Unit]) throws(Halt) {
        guard units.contains(where: LabView(lab).isAlive) else { return }
        _ = try pump(until: lab.now + Self.killTime) {
            let view = LabView(lab)
            return !units.contains(where: view.isAlive)
        }
    }

    func stop(
        _ targets: [Target], _ grace: Interval?, _ placed: PlacedAction
    ) throws(Halt) -> String {
        let units = try findUnits(targets, placed) { $1.isAlive($0) }
        let words = "stop \(targets.words(resolved: units.map(\.description)))"
        noteEnd(of: units, words, keyword: "stop")
        let enforced = try end(units, grace: grace ?? ScenarioRunner.defaultGrace, words)
        return words + enforced
    }

    func restart(
        _ targets: [Target], _ after: Interval?, _ placed: PlacedAction
    ) throws(Halt) -> String {
        let units = try findUnits(targets, placed) { _, _ in true }
        let words = "restart \(targets.words(resolved: units.map(\.description)))"
        let alive = units.filter(LabView(lab).isAlive)
        noteEnd(of: alive, words, keyword: "restart")
        let enforced = try end(alive, grace: ScenarioRunner.defaultGrace, words)
        if let after {
            allow(after)
            try pump(until: lab.now + after)
        }
        for unit in units { try startUnit(unit, placed) }
        return words + enforced
    }

    /// Ends units in order, and at once those that have not ended when the grace is over.
    ///
    /// - Returns: what to say of those that did not end in order.
    private func end(_ units: [Unit], grace: Interval, _ words: String) throws(Halt) -> String {
        try tellUnits(units, words) { unit throws(LabError) in try lab.stop(unit) }
        let hasEnded = try pump(until: lab.now + grace) {
            let view = LabView(lab)
            return !units.contains(where: view.isAlive)
        }
        if hasEnded { return "" }
        let view = LabView(lab)
        let stubborn = units.filter(view.isAlive)
        try tellUnits(stubborn, words) { unit throws(LabError) in
            try lab.kill(unit, signal: "SIGKILL")
        }
        let names = stubborn.map(\.description).joined(separator: " ")
        return " (\(names) killed after \(grace))"
    }

    private func tellUnits(
        _ units: [Unit], _ words: String, _ tell: (Unit) throws(LabError) -> Void
    ) throws(Halt) {
        for unit in units {
            do throws(LabError) {
                try tell(unit)
            } catch {
                throw .error("\(words): \(error.message)")
            }
        }
    }
}
