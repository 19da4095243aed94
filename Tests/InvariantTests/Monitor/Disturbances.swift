import LabMemory
import LabNetwork
import LabRunner
import LabSimulation

/// When the lab was last disturbed, and how.
struct Disturbances {
    private struct Mark: Equatable {
        var process: ProcessID
        var state: ProcessState
    }

    private var marks: [Mark] = []
    private var faultCount = 0

    /// When something last began, ended or changed.
    private(set) var lastChange = Instant.start
    /// When packets or processes were last kept from going their way; `nil` for never.
    private(set) var lastImpairment: Instant?
    /// When a process was last frozen; `nil` for never.
    private(set) var lastFreeze: Instant?
    /// When a server was last made to lie about names; `nil` for never.
    private(set) var lastLie: Instant?

    /// Looks at the lab.
    mutating func update(_ lab: MemoryLab) {
        let now = lab.now
        let faults = lab.activeFaults
        let current = lab.processes.map { Mark(process: $0, state: lab.world.state(of: $0)) }
        if current != marks || faults.count != faultCount || !faults.isEmpty { lastChange = now }
        marks = current
        faultCount = faults.count
        for fault in faults {
            switch fault {
            case .pause:
                lastFreeze = now
                lastImpairment = now
            case .partition, .block, .unplug, .degradeLink, .degradeBetween: lastImpairment = now
            case .dns: lastLie = now
            case .skew, .fillDisk: break
            }
        }
    }

    /// Whether a moment is unknown or at least so long ago.
    static func isOver(_ moment: Instant?, for interval: Interval, at now: Instant) -> Bool {
        moment.map { now - $0 >= interval } ?? true
    }
}
