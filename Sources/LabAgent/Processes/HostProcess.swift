import LabHost
import LabNetwork
import LabProgram
import NIOCore

/// One process of a host, running or ended.
final class HostProcess {
    /// What it was told to be.
    var spec: ProcessSpec
    /// What it is doing.
    var state: ProcessReport.State
    /// When it began to.
    var since: Instant
    /// Its number in the host; `nil` where none runs.
    var pid: Int32?
    /// Its container as the engine shows it.
    var container: Container?
    /// Whether it was frozen by itself, and not with the whole host.
    var isFrozen = false
    /// Whether it is waited for until it can be told that its files have changed.
    var isReloading = false
    /// Whether its end has been asked for.
    var isStopping = false
    /// What it is to be started as once it has ended.
    var next: ProcessSpec?
    /// When it was started last.
    var startedAt: Instant
    /// Tells it once more that its files have changed.
    var reloadTimer: Scheduled<Void>?
    /// Kills it when its grace is over.
    var graceTimer: Scheduled<Void>?
    /// Called once it has ended.
    var onEnd: [() -> Void] = []
    /// How it has ended, while the last of its output is still on its way.
    var ending: ProcessReport.State?

    var output = ByteStream()
    var cutter = LineCutter()
    var allowance: LogAllowance
    var isOutputOver = false

    /// Makes a process that has not begun.
    init(_ spec: ProcessSpec, at now: Instant) {
        self.spec = spec
        state = .failed("not started yet")
        since = now
        startedAt = now
        allowance = LogAllowance(at: now)
    }

    /// Whether there is a process that has not ended.
    var isAlive: Bool { pid != nil || ending != nil }

    /// What the lab is told of it.
    var report: ProcessReport {
        ProcessReport(name: spec.name, state: state, at: since, container: container)
    }
}
