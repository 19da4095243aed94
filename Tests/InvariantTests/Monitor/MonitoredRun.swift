import LabFiles
import LabMemory
import LabNetwork
import LabRunner

/// One run of a scenario under the eyes of a monitor, with a quiet time after it for what has to
/// come true.
struct MonitoredRun {
    /// How the scenario went.
    var result: RunResult
    /// What the monitor found.
    var report: InvariantReport
    /// How many events there were, the quiet time included.
    var events: UInt64

    /// Runs a scenario.
    init(_ loaded: LoadedScenario, seed: UInt64, settling: Interval = .seconds(200)) {
        var monitor: InvariantMonitor?
        result = MemoryRun(scenario: loaded.scenario, topology: loaded.topology, seed: seed)
            .perform(prepare: { monitor = InvariantMonitor($0) })
        guard let monitor else {
            report = InvariantReport()
            events = 0
            return
        }
        let end = monitor.lab.now + settling
        while monitor.lab.now < end { monitor.lab.advance(until: end) }
        report = monitor.report
        events = monitor.lab.eventCount
    }
}
