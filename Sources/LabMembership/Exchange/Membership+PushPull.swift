import LabNetwork
import LabProgram

/// The exchange of the whole state (memberlist, `pushPull`, `mergeState`; serf, `LocalState`,
/// `MergeRemoteState`).
extension Membership {
    /// - Parameter isStagger: whether this is the end of the random wait at the start.
    mutating func pushPullTick(isStagger: Bool, on system: inout some System) {
        let interval = MembershipScale.pushPullInterval(
            configuration.pushPullInterval, members: ring.count)
        setTimer(.pushPull, after: interval, on: &system)
        guard !isStagger else { return }
        pickRandom(1, .alive, excluding: ownIndex, on: &system)
        guard let index = picked.first else { return }
        openStateStream(to: nodes.records[Int(index)].endpoint, for: 0, on: &system)
    }

    /// The table as a frame.
    func encodedState(_ kind: Frame.Kind) -> [UInt8] {
        // Of a record, everything but the name and the tags takes at most 31 bytes.
        var frame = Frame.begin(kind, capacity: nodes.count * 31 + nodes.identityBytes + 16)
        frame.number(UInt64(clock.time))
        frame.number(UInt64(nodes.count))
        frame.number(UInt64(nodes.identityBytes))
        for index in nodes.records.indices where !nodes.records[index].isVacant {
            let record = nodes.records[index]
            frame.byte(StateEntry.flags(of: record))
            frame.number(UInt64(record.statusTime))
            nodes.writeClaim(of: index, to: &frame)
        }
        return Frame.seal(&frame)
    }

    /// Takes over what is newer in somebody else's table.
    ///
    /// - Returns: why it was refused; `nil` when it was not.
    mutating func merge(
        _ bytes: [UInt8], isJoin: Bool, on system: inout some System
    ) -> String? {
        var reader = ByteReader(bytes, from: Frame.headerLength)
        do throws(ByteReader.Malformed) {
            let time = try reader.number32()
            let count = try reader.count()
            let identityBytes = try reader.count()
            if isJoin, let refusal = try refusal(of: count, reader, bytes) { return refusal }
            // No message with the clock's own time has been sent yet.
            if time > 0 { clock.witness(time - 1) }
            nodes.reserve(members: count, identityBytes: identityBytes)
            for _ in 0..<count { merge(try StateEntry(from: &reader), bytes, on: &system) }
            statistics.exchanges += 1
            return nil
        } catch {
            statistics.malformed += 1
            return "malformed state"
        }
    }

    private mutating func merge(
        _ entry: StateEntry, _ bytes: [UInt8], on system: inout some System
    ) {
        let claim = entry.claim
        if isKnown(entry) { return }
        switch entry.state {
        case .alive: applyAlive(claim, in: bytes, on: &system)
        case .left: applyDead(claim.key, claim.incarnation, from: claim.key, on: &system)
        case .dead, .suspect:
            // Suspected and not declared dead, so that it has the time to refute.
            applySuspect(claim.key, claim.incarnation, from: ownKey, on: &system)
        }
        if !entry.hasLeft && !entry.isLeaving {
            applyJoinIntent(of: claim.key, at: entry.statusTime, on: &system)
        } else if !isBelievedAlive(claim.key) {
            applyLeaveIntent(of: claim.key, at: entry.statusTime, isPrune: false, on: &system)
        }
    }

    /// Whether a member other than this agent itself is not gone.
    ///
    /// Old word of a leave is not taken up about such a member: it is suspected first, and either
    /// refutes or is gone when the word comes again. The agent itself takes it up, to refute it. In
    /// serf, which takes it up at a later time at every hop, a member that is back may look as if it
    /// were leaving for good.
    private func isBelievedAlive(_ key: NodeKey) -> Bool {
        guard let index = nodes.find(key), index != ownIndex else { return false }
        return !nodes.records[index].state.isGone
    }

    /// Whether an entry holds nothing new: the usual case, which has to be quick.
    private func isKnown(_ entry: StateEntry) -> Bool {
        guard let index = nodes.find(entry.claim.key), index != ownIndex else { return false }
        let record = nodes.records[index]
        return record.incarnation == entry.claim.incarnation && record.state == entry.state
            && record.state != .suspect && record.address == entry.claim.endpoint.address
            && record.port == entry.claim.endpoint.port
            && (record.status == .left) == entry.hasLeft && record.statusTime >= entry.statusTime
            && record.status != .leaving
    }
}
