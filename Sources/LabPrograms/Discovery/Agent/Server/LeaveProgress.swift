import LabProgram

/// Where an agent is with leaving the cluster (spec 5.5).
struct LeaveProgress {
    /// What it waits for.
    enum Stage: Int, Comparable {
        /// Nothing: it does not leave.
        case none
        /// That the consensus goes on without it; a leader alone.
        case consensus
        /// That the WAN pool has heard of it; a server alone.
        case wan
        /// That the LAN pool has heard of it.
        case lan
        /// That the requests under way are answered; a server alone.
        case drain
        /// That the leader has removed it from the consensus; a server alone.
        case removal
        /// That its last answers have gone out.
        case exit

        static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
    }

    /// What it waits for.
    var stage = Stage.none
    /// The client of the HTTP API that asked for it.
    var exchange: ExchangeID?
    /// Ends the wait.
    var timer: TimerID?
    /// Whether the agent led when it began to leave.
    var wasLeader = false

    /// Whether other agents' requests are still answered.
    var stillAnswers: Bool { stage < .drain }
}
