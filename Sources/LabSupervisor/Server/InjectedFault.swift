import LabNetwork
import LabRunner

/// A fault in force, with what must be taken back when it ends.
struct InjectedFault {
    /// A process that a fault froze, in the run that it was in.
    struct Frozen {
        let host: SupervisedHost
        let process: String
        /// How often the process, and its host, had been started.
        let starts: Int
        let hostStarts: Int
    }

    /// A host that a fault froze as a whole, in the run that it was in.
    struct FrozenHost {
        let host: SupervisedHost
        let starts: Int

        /// Whether the host is still in that run, and frozen.
        var isInForce: Bool { host.isFrozen && host.starts == starts }
    }

    let id: FaultID
    let fault: ActiveFault
    /// The client that it ends with; `nil` where it outlives all.
    let owner: Int?
    let since: Instant
    /// Rules of the network model.
    var rules: [Int] = []
    var frozen: [Frozen] = []
    var frozenHosts: [FrozenHost] = []
}
