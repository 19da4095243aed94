import LabConsensus
import LabMembership
import LabNetwork
import LabPrograms
import LabSimulation

/// What the monitor has seen of one run of a discovery agent.
struct AgentRun {
    /// What can change in a server's part in the consensus.
    struct ConsensusMark: Equatable {
        var role: RaftRole?
        var term: UInt64
        var vote: ServerID?
        var isDurable: Bool
        var commitIndex: UInt64
        var votes: Int
        var isEstablished: Bool
    }

    var host: String
    var process: ProcessID
    var startedAt: Instant
    /// Whether the host had an agent before.
    var isRestart: Bool
    var isServer = false
    var mark: ConsensusMark?
    var committed: UInt64 = 0
    var applied: UInt64 = 0
    var lastApplied: UInt64 = 0
    /// Since when it leads and knows everything; `nil` where it does not.
    var establishedAt: Instant?
    var viewsDigest: UInt64 = 0
    var views: [String: MemberView] = [:]
    var history = InstanceHistory()
    /// The index of the last change of the key that all writers share, and when it was seen.
    var shared: (index: UInt64, since: Instant) = (0, .start)

    init(host: String, process: ProcessID, startedAt: Instant, isRestart: Bool) {
        self.host = host
        self.process = process
        self.startedAt = startedAt
        self.isRestart = isRestart
    }
}
