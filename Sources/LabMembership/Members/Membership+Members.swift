import LabNetwork
import LabProgram

/// What people are shown: serf's members above the failure detector (serf, `handleNodeJoin`,
/// `handleNodeLeave`, `handleNodeUpdate`).
extension Membership {
    mutating func setStatus(_ status: MemberStatus?, of index: Int, on system: inout some System) {
        let record = nodes.records[index]
        digest ^= Membership.mark(record.key, record.status) ^ Membership.mark(record.key, status)
        nodes.records[index].status = status
        system.noteChange()
    }

    private static func mark(_ key: NodeKey, _ status: MemberStatus?) -> UInt64 {
        guard let status else { return 0 }
        let mixed = (key.bits ^ UInt64(status.rawValue)) &* 0x9e37_79b9_7f4a_7c15
        return mixed ^ mixed >> 29
    }

    mutating func memberCame(_ index: Int, on system: inout some System) {
        let record = nodes.records[index]
        let number = Int32(truncatingIfNeeded: index)
        switch record.status {
        case nil:
            let intent = takeRecentIntent(of: record.key)
            nodes.records[index].statusTime = intent?.time ?? 0
            setStatus(intent?.isLeave == true ? .leaving : .alive, of: index, on: &system)
        case .failed:
            failed.removeAll { $0 == number }
            setStatus(.alive, of: index, on: &system)
        case .left:
            left.removeAll { $0 == number }
            setStatus(.alive, of: index, on: &system)
        case .alive, .leaving:
            setStatus(.alive, of: index, on: &system)
        }
        let member = member(at: index)
        system.log(
            .info, memberLine("EventMemberJoin: \(member.name) \(member.address)"))
        events.append(.memberJoined(member))
        noteForSnapshot(member, isAlive: true, on: &system)
    }

    mutating func memberChanged(_ index: Int, on system: inout some System) {
        system.noteChange()
        let member = member(at: index)
        system.log(.info, memberLine("EventMemberUpdate: \(member.name)"))
        events.append(.memberUpdated(member))
    }

    mutating func memberWent(_ index: Int, on system: inout some System) {
        let number = Int32(truncatingIfNeeded: index)
        switch nodes.records[index].status {
        case .leaving:
            setStatus(.left, of: index, on: &system)
            left.append(number)
            let member = member(at: index)
            system.log(.info, memberLine("EventMemberLeave: \(member.name) \(member.address)"))
            events.append(.memberLeft(member))
            noteForSnapshot(member, isAlive: false, on: &system)
        case .alive:
            setStatus(.failed, of: index, on: &system)
            failed.append(number)
            let member = member(at: index)
            system.log(.info, memberLine("EventMemberFailed: \(member.name) \(member.address)"))
            events.append(.memberFailed(member))
            noteForSnapshot(member, isAlive: false, on: &system)
        case .left, .failed, nil:
            return
        }
    }

    /// Forgets a member altogether.
    mutating func erase(_ index: Int, isForced: Bool, on system: inout some System) {
        let number = Int32(truncatingIfNeeded: index)
        let member = member(at: index)
        if nodes.records[index].state == .suspect { clearSuspicion(of: index, on: &system) }
        failed.removeAll { $0 == number }
        left.removeAll { $0 == number }
        removeFromRing(index)
        setStatus(nil, of: index, on: &system)
        nodes.remove(index)
        system.log(
            .info,
            memberLine(
                isForced
                    ? "EventMemberReap (forced): \(member.name) \(member.address)"
                    : "EventMemberReap: \(member.name)"))
        events.append(.memberReaped(member))
    }
}
