import LabNetwork
import LabProgram

extension Membership {
    /// How long entries wait to be stored together (serf, `flushInterval`).
    private static let flushInterval = Interval.milliseconds(500)

    /// Joins the members known from before a restart, in a random order, until one answers.
    mutating func rejoin(on system: inout some System) {
        guard let file = configuration.snapshot else { return }
        let content = snapshot.replay(
            system.records(of: file), ignoringLeave: configuration.rejoinsAfterLeave)
        clock.witness(content.time)
        var order = content.names.indices.filter { content.names[$0] != name }
        guard !order.isEmpty else { return }
        system.shuffle(&order)
        lastJoin += 1
        var attempt = JoinAttempt(
            .rejoin, number: lastJoin, addresses: order.map { content.addresses[$0] })
        attempt.names = order.map { content.names[$0] }
        begin(attempt, on: &system)
    }

    mutating func noteForSnapshot(
        _ member: Member, isAlive: Bool, on system: inout some System
    ) {
        guard configuration.snapshot != nil, phase == .running else { return }
        snapshot.add(member.name, member.endpoint, isAlive: isAlive)
        guard !snapshot.isFlushScheduled else { return }
        snapshot.isFlushScheduled = true
        setTimer(.snapshot, after: Membership.flushInterval, on: &system)
    }

    mutating func markLeaveInSnapshot(on system: inout some System) {
        guard configuration.snapshot != nil else { return }
        snapshot.addLeave()
        storePending(on: &system)
    }

    mutating func flushSnapshot(on system: inout some System) {
        snapshot.isFlushScheduled = false
        guard snapshot.hasPending else { return }
        snapshot.addTime(clock.time)
        if snapshot.isTooLong(forMembers: nodes.count) {
            rewriteSnapshot(on: &system)
        } else {
            storePending(on: &system)
        }
    }

    private mutating func storePending(on system: inout some System) {
        guard let file = configuration.snapshot else { return }
        do throws(SystemError) {
            try system.append(snapshot.takePending(), to: file)
        } catch {
            system.log(.error, memberLine("Failed to update snapshot: no space left on device"))
        }
    }

    private mutating func rewriteSnapshot(on system: inout some System) {
        guard let file = configuration.snapshot else { return }
        snapshot.startAnew()
        for index in nodes.records.indices where nodes.records[index].status == .alive {
            snapshot.add(nodes.name(of: index), nodes.records[index].endpoint, isAlive: true)
        }
        snapshot.addTime(clock.time)
        do throws(SystemError) {
            try system.replace(file, with: [snapshot.takePending()], token: UInt64(scope))
        } catch {
            system.log(.error, memberLine("failed to compact snapshot: no space left on device"))
        }
    }
}
