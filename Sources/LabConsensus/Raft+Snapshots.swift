import LabNetwork
import LabProgram

extension Raft {
    /// Sets the timer of a snapshot once the log has become long.
    ///
    /// hashicorp/raft looks every one to two intervals; this is as good as that for an observer and
    /// costs an idle server nothing.
    mutating func wantSnapshot(on system: inout some System) {
        guard snapshotTimer == nil, pendingSnapshot == nil,
            lastApplied - snapshotIndex >= configuration.snapshotThreshold
        else { return }
        snapshotTimer = system.setTimer(
            after: system.random(below: configuration.snapshotInterval * 2),
            TimerToken(scope: configuration.scope, kind: RaftTimer.snapshot.rawValue))
    }

    /// Takes the owner's state, so that the log up to there can be dropped.
    ///
    /// - Parameters:
    ///   - state: the state in the owner's own form.
    ///   - lastIndex: the index of the last entry that the state contains.
    ///   - system: the host that the program runs on.
    public mutating func snapshotTaken(
        _ state: [UInt8], lastIndex: UInt64, on system: inout some System
    ) {
        clock = system.now
        guard pendingSnapshot == nil, lastIndex <= lastApplied, lastIndex > snapshotIndex,
            let term = log.term(at: lastIndex)
        else { return }
        let inForce = latestServers(through: lastIndex)
        let snapshot = Snapshot(
            last: LogPosition(index: lastIndex, term: term), servers: inForce.servers,
            serversIndex: inForce.index, state: state)
        report(.info, "starting snapshot up to: index=\(lastIndex)", on: &system)
        _ = store(snapshot, from: nil, on: &system)
    }

    private mutating func store(
        _ snapshot: Snapshot, from leader: ServerID?, on system: inout some System
    ) -> Bool {
        var writer = ByteWriter(capacity: snapshot.state.count + 128)
        snapshot.write(to: &writer)
        do {
            try snapshotStore.replace(with: [writer.bytes], on: &system)
        } catch {
            report(
                .error, "failed to take snapshot: error=\"no space left on device\"", on: &system)
            return false
        }
        pendingSnapshot = PendingSnapshot(snapshot: snapshot, leader: leader)
        return true
    }

    /// Takes a snapshot of the leader in the place of entries that it no longer has (Raft §7).
    mutating func receiveSnapshot(
        _ snapshot: Snapshot, term: UInt64, from sender: ServerID, on system: inout some System
    ) {
        guard follow(sender, term: term, on: &system) else { return }
        lastContact = clock
        if snapshot.last.index <= commitIndex {
            return acknowledge(snapshot.last.index, to: sender, on: &system)
        }
        if pendingSnapshot?.leader != nil,
            pendingSnapshot?.snapshot.last == snapshot.last
        {
            pendingSnapshot?.leader = sender
            return
        }
        guard store(snapshot, from: sender, on: &system) else {
            return send(.appendReply(term: self.term, .refused), to: sender)
        }
    }

    /// Goes on after a snapshot has reached the disk.
    mutating func snapshotSynced(token: UInt64, on system: inout some System) {
        snapshotStore.synced(token: token)
        guard snapshotStore.isDurable else { return }
        if let pending = pendingSnapshot {
            pendingSnapshot = nil
            adopt(pending, on: &system)
        }
        if role == .follower { acknowledgeWhatIsDurable(atLeast: 1) }
    }

    private mutating func adopt(_ pending: PendingSnapshot, on system: inout some System) {
        let last = pending.snapshot.last
        snapshot = pending.snapshot
        if last.index > commitIndex {
            if log.term(at: last.index) != last.term {
                log.restart(behind: last, on: &system)
            }
            restore(pending.snapshot)
            let latest = latestServers(through: log.lastIndex)
            adoptServers(latest.servers, index: latest.index)
            report(.info, "Installed remote snapshot", on: &system)
            system.noteChange()
        }
        compactLog(on: &system)
        if let leader = pending.leader, leader == self.leader, role == .follower {
            acknowledge(last.index, to: leader, on: &system)
        }
    }

    /// Makes a snapshot the state from which the log goes on.
    mutating func restore(_ snapshot: Snapshot) {
        commitIndex = snapshot.last.index
        lastApplied = snapshot.last.index
        committed.append(
            CommittedEntry(
                index: snapshot.last.index, term: snapshot.last.term,
                content: .restore(snapshot.state)))
    }

    private mutating func compactLog(on system: inout some System) {
        let last = snapshotIndex
        guard last > configuration.trailingLogs else { return }
        let base = last - configuration.trailingLogs
        guard base > log.base.index else { return }
        report(
            .info, "compacting logs: from=\(log.base.index + 1) to=\(base)", on: &system)
        do {
            try log.compact(through: base, on: &system)
        } catch {
            report(
                .error, "failed to compact logs: error=\"no space left on device\"", on: &system)
        }
    }
}
