import LabNetwork
import LabProgram

/// What a server keeps only while it is the leader.
struct Leadership {
    /// The term that it leads in.
    var term: UInt64
    /// The entry that must be committed until it knows all that earlier leaders committed.
    var barrier: UInt64?
    /// Whether it knows all that, and does a leader's duties.
    var isEstablished = false
    /// The timer of the next comparison of members and catalog.
    var reconcileTimer: TimerID?
    /// The timer of the next look at the servers.
    var autopilotTimer: TimerID?
    /// The timer of the next removal of tombstones.
    var tombstoneTimer: TimerID?
    /// Which deleted keys can be forgotten when.
    var tombstones = TombstoneCollector()
    /// The timers of the sessions that expire.
    var sessions = SessionTimers()
    /// Since when each server has been healthy.
    var health = ServerHealthTable()
}
