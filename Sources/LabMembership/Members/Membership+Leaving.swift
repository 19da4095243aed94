import LabNetwork
import LabProgram

/// A graceful leave: the intent goes out, then the word that the agent is gone, then others get
/// time to hear it (serf, `Leave`; memberlist, `Leave`).
extension Membership {
    /// Whether the agent has said that it is gone.
    var hasLeft: Bool {
        guard let departure else { return phase == .left }
        return departure.stage != .announcing
    }

    /// Leaves the pool; `MembershipEvent.leaveFinished` follows. A second call does nothing.
    public mutating func leave(on system: inout some System) {
        guard phase == .running else { return }
        phase = .leaving
        markLeaveInSnapshot(on: &system)
        let time = clock.tick()
        applyLeaveIntent(of: ownKey, at: time, isPrune: false, on: &system)
        let timer = setTimer(.departure, after: configuration.broadcastTimeout, on: &system)
        departure = Departure(timer: timer)
        guard hasOtherAliveMembers else { return sayGone(on: &system) }
        let number = broadcastIntent(.leaveIntent, of: ownKey, at: time, on: &system)
        departure?.broadcast = number
    }

    /// What the leave waited for was sent as often as it is sent.
    mutating func departureBroadcastFinished(on system: inout some System) {
        switch departure?.stage {
        case .announcing: sayGone(on: &system)
        case .gone: linger(on: &system)
        case .lingering, nil: break
        }
    }

    private mutating func sayGone(on system: inout some System) {
        let own = nodes.records[ownIndex]
        let isHeard = hasOthers
        departure?.stage = .gone
        if let timer = departure?.timer { system.cancelTimer(timer) }
        applyDead(ownKey, own.incarnation, from: ownKey, on: &system)
        guard isHeard else { return linger(on: &system) }
        departure?.broadcast = nodes.records[ownIndex].broadcast
        setDepartureTimer(after: configuration.broadcastTimeout, on: &system)
    }

    private mutating func setDepartureTimer(
        after interval: Interval, on system: inout some System
    ) {
        let timer = setTimer(.departure, after: interval, on: &system)
        departure?.timer = timer
    }

    /// Whether there is anybody else who is not gone (memberlist, `anyAlive`).
    private var hasOthers: Bool {
        ring.contains { Int($0) != ownIndex && !nodes.records[Int($0)].state.isGone }
    }

    private mutating func linger(on system: inout some System) {
        if let timer = departure?.timer { system.cancelTimer(timer) }
        departure?.stage = .lingering
        departure?.broadcast = 0
        setDepartureTimer(after: configuration.leavePropagateDelay, on: &system)
    }

    mutating func departureTimedOut(on system: inout some System) {
        guard let stage = departure?.stage else { return }
        if stage != .lingering {
            system.log(.error, memberLine("timeout while waiting for graceful leave"))
        }
        departure?.stage = .lingering
        departure?.broadcast = 0
        phase = .left
        events.append(.leaveFinished(isConfirmed: stage == .lingering))
    }
}
