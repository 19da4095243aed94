import LabNetwork
import LabProgram

extension Membership {
    /// Forgets members that are gone for long (serf, `handleReap`).
    mutating func reapTick(on system: inout some System) {
        setTimer(.reap, after: configuration.reapInterval, on: &system)
        reap(failed, after: configuration.reconnectTimeout, on: &system)
        reap(left, after: configuration.tombstoneTimeout, on: &system)
        if !recentIntents.isEmpty {
            let oldest = system.now - configuration.recentIntentTimeout
            recentIntents = recentIntents.filter { $0.value.heardAt >= oldest }
        }
        if !streams.isEmpty { closeStaleStreams(on: &system) }
    }

    private mutating func reap(
        _ numbers: [Int32], after timeout: Interval, on system: inout some System
    ) {
        for number in numbers {
            let index = Int(number)
            guard index != ownIndex, system.now - nodes.records[index].changedAt > timeout
            else { continue }
            erase(index, isForced: false, on: &system)
        }
    }

    /// Tries one of the failed members again, as often as each member of the pool would on its own
    /// (serf, `reconnect`).
    mutating func reconnectTick(on system: inout some System) {
        setTimer(.reconnect, after: configuration.reconnectInterval, on: &system)
        guard !failed.isEmpty, phase == .running else { return }
        let alive = max(nodes.count - failed.count - left.count, 1)
        guard system.random(below: UInt64(alive)) < UInt64(failed.count) else {
            system.log(.debug, memberLine("forgoing reconnect for random throttling"))
            return
        }
        let index = Int(failed[Int(system.random(below: UInt64(failed.count)))])
        let address = nodes.records[index].endpoint
        system.log(
            .info, memberLine("attempting reconnect to \(nodes.name(of: index)) \(address)"))
        lastJoin += 1
        begin(JoinAttempt(.reconnect, number: lastJoin, addresses: [address]), on: &system)
    }
}
