import LabNetwork

/// An intent of a member that is not known yet (serf, `nodeIntent`).
struct RecentIntent: Sendable {
    var isLeave: Bool
    var time: UInt32
    var heardAt: Instant
}
