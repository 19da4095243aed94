import LabNetwork
import LabProgram

/// Joins and leaves that members announce, ordered by a Lamport clock (serf,
/// `handleNodeJoinIntent`, `handleNodeLeaveIntent`).
extension Membership {
    /// More unknown members than this are not remembered.
    private static let recentIntentLimit = 4096

    mutating func receiveIntent(
        _ kind: MessageKind, of key: NodeKey, at time: UInt32, on system: inout some System
    ) {
        let isNews =
            kind == .joinIntent
            ? applyJoinIntent(of: key, at: time, on: &system)
            : applyLeaveIntent(of: key, at: time, isPrune: kind == .pruneIntent, on: &system)
        if isNews { broadcastIntent(kind, of: key, at: time, on: &system) }
    }

    /// Tells everybody that this agent is here, later than any leave that was heard of.
    mutating func broadcastJoin(on system: inout some System) {
        let time = clock.time
        applyJoinIntent(of: ownKey, at: time, on: &system)
        broadcastIntent(.joinIntent, of: ownKey, at: time, on: &system)
    }

    @discardableResult
    mutating func applyJoinIntent(
        of key: NodeKey, at time: UInt32, on system: inout some System
    ) -> Bool {
        clock.witness(time)
        guard let index = nodes.find(key) else {
            return rememberIntent(of: key, isLeave: false, at: time, on: &system)
        }
        guard time > nodes.records[index].statusTime else { return false }
        nodes.records[index].statusTime = time
        if nodes.records[index].status == .leaving { setStatus(.alive, of: index, on: &system) }
        return true
    }

    @discardableResult
    mutating func applyLeaveIntent(
        of key: NodeKey, at time: UInt32, isPrune: Bool, on system: inout some System
    ) -> Bool {
        clock.witness(time)
        guard let index = nodes.find(key) else {
            return rememberIntent(of: key, isLeave: true, at: time, on: &system)
        }
        let known = nodes.records[index].statusTime
        if index == ownIndex, phase == .running {
            // At the same time, too: a member that comes back just when it is forced out may give
            // its join the very time of the leave, and who hears the leave first passes over the
            // join. (Serf ignores such a leave.)
            guard time >= known else { return false }
            system.log(.debug, memberLine("Refuting an older leave intent"))
            broadcastJoin(on: &system)
            return false
        }
        guard time > known else { return false }
        nodes.records[index].statusTime = time
        switch nodes.records[index].status {
        case .alive: setStatus(.leaving, of: index, on: &system)
        case .failed: forceLeft(index, on: &system)
        case .leaving, .left: break
        case nil: return false
        }
        if isPrune { prune(index, on: &system) }
        return true
    }

    /// A failed member was declared to have left.
    private mutating func forceLeft(_ index: Int, on system: inout some System) {
        let number = Int32(truncatingIfNeeded: index)
        setStatus(.left, of: index, on: &system)
        failed.removeAll { $0 == number }
        left.append(number)
        let member = member(at: index)
        system.log(
            .info, memberLine("EventMemberLeave (forced): \(member.name) \(member.address)"))
        events.append(.memberLeft(member))
        noteForSnapshot(member, isAlive: false, on: &system)
    }

    /// A member that is still leaving is given the time that a leave takes (serf, `handlePrune`).
    private mutating func prune(_ index: Int, on system: inout some System) {
        guard index != ownIndex else { return }
        guard nodes.records[index].status == .leaving else {
            return erase(index, isForced: true, on: &system)
        }
        prunes.append(nodes.records[index].key)
        let delay = configuration.broadcastTimeout + configuration.leavePropagateDelay
        setTimer(.prune, after: delay, on: &system)
    }

    mutating func pruneDelayed(on system: inout some System) {
        guard !prunes.isEmpty else { return }
        guard let index = nodes.find(prunes.removeFirst()), index != ownIndex else { return }
        guard let status = nodes.records[index].status, status != .alive else { return }
        erase(index, isForced: true, on: &system)
    }

    private mutating func rememberIntent(
        of key: NodeKey, isLeave: Bool, at time: UInt32, on system: inout some System
    ) -> Bool {
        if let known = recentIntents[key] {
            guard time > known.time else { return false }
        } else if recentIntents.count >= Membership.recentIntentLimit {
            return false
        }
        recentIntents[key] = RecentIntent(isLeave: isLeave, time: time, heardAt: system.now)
        return true
    }

    /// What was heard of a member before it was known.
    mutating func takeRecentIntent(of key: NodeKey) -> RecentIntent? {
        guard let intent = recentIntents.removeValue(forKey: key) else { return nil }
        // The room of a crowd that joined is given back.
        if recentIntents.isEmpty { recentIntents = [:] }
        return intent
    }

    /// Declares that a failed member has left, here and everywhere; one that is alive refutes it.
    ///
    /// - Parameter isPruned: whether it is to be forgotten at once.
    /// - Returns: whether a member of that name is known.
    public mutating func forceLeave(
        _ name: String, isPruned: Bool = false, on system: inout some System
    ) -> Bool {
        let key = NodeKey(name: name)
        guard nodes.find(key) != nil else { return false }
        let time = clock.tick()
        let isHeard = hasOtherAliveMembers
        applyLeaveIntent(of: key, at: time, isPrune: isPruned, on: &system)
        if isHeard {
            broadcastIntent(isPruned ? .pruneIntent : .leaveIntent, of: key, at: time, on: &system)
        }
        return true
    }

    var hasOtherAliveMembers: Bool {
        nodes.records.indices.contains {
            $0 != ownIndex && nodes.records[$0].status == .alive
        }
    }
}
