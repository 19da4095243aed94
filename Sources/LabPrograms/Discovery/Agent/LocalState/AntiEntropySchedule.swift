import LabNetwork
import LabProgram

/// When an agent compares all its registrations with the catalog (spec 7.4; Consul's `agent/ae`).
struct AntiEntropySchedule {
    /// The pause between two full comparisons, without its random part.
    static let fullInterval = Interval.minutes(1)
    /// The pause after a full comparison that failed, without its random part.
    static let retryInterval = Interval.seconds(15)
    /// The longest pause before the full comparison that a new server triggers.
    static let serverJoinedPause = Interval.seconds(3)

    /// By how much the random parts grow with the number of members, so that the load on the
    /// servers grows more slowly than the cluster: 1 up to 128 members, then one more with each
    /// doubling.
    static func scale(members: Int) -> Int {
        guard members > 128 else { return 1 }
        let bits = Int.bitWidth - (members - 1).leadingZeroBitCount
        return bits - 7 + 1
    }

    /// How long to wait for the next full comparison after one that succeeded.
    static func pauseAfterSuccess(members: Int, on system: inout some System) -> Interval {
        fullInterval + system.random(below: fullInterval * scale(members: members))
    }

    /// How long to wait for the next full comparison after one that failed.
    static func pauseAfterFailure(members: Int, on system: inout some System) -> Interval {
        retryInterval + system.random(below: retryInterval * scale(members: members))
    }

    /// How long to wait for a full comparison after a server has joined.
    static func pauseAfterServerJoined(members: Int, on system: inout some System) -> Interval {
        system.random(below: serverJoinedPause * scale(members: members))
    }
}
