import LabNetwork
import LabProgram

extension Membership {
    mutating func startSuspicion(
        of index: Int, from source: NodeKey, on system: inout some System
    ) {
        let members = ring.count
        // Two of those who could confirm are the agent itself and the suspect.
        var expected = configuration.lifeguard ? max(configuration.suspicionMultiplier - 2, 0) : 0
        if members - 2 < expected { expected = 0 }
        let minimum = MembershipScale.suspicionMinimum(
            multiplier: configuration.suspicionMultiplier, members: members,
            probeInterval: configuration.probeInterval)
        let maximum = minimum * configuration.suspicionMaximumMultiplier
        let timer = setTimer(
            .suspicion, value: UInt64(index), after: expected > 0 ? maximum : minimum, on: &system)
        suspicions[Int32(truncatingIfNeeded: index)] = Suspicion(
            from: source, at: system.now, minimum: minimum, maximum: maximum, expected: expected,
            timer: timer)
    }

    mutating func confirmSuspicion(
        of index: Int, _ incarnation: UInt32, from source: NodeKey, on system: inout some System
    ) {
        let key = Int32(truncatingIfNeeded: index)
        guard suspicions[key]?.confirm(from: source) == true, let suspicion = suspicions[key]
        else { return }
        nodes.records[index].incarnation = incarnation
        // News to others as well, so that independent confirmations get around.
        broadcast(.suspect, about: index, from: source, on: &system)
        system.cancelTimer(suspicion.timer)
        let rest = max(suspicion.deadline - system.now, .zero)
        let timer = setTimer(.suspicion, value: UInt64(index), after: rest, on: &system)
        suspicions[key]?.timer = timer
    }

    mutating func clearSuspicion(of index: Int, on system: inout some System) {
        let key = Int32(truncatingIfNeeded: index)
        if let suspicion = suspicions.removeValue(forKey: key) {
            system.cancelTimer(suspicion.timer)
        }
    }

    mutating func suspicionTimedOut(_ index: Int, on system: inout some System) {
        guard let suspicion = suspicions[Int32(truncatingIfNeeded: index)] else { return }
        let record = nodes.records[index]
        statistics.declaredDead += 1
        system.log(
            .info,
            detectorLine(
                "Marking \(nodes.name(of: index)) as failed, suspect timeout reached "
                    + "(\(suspicion.confirmations) peer confirmations)"))
        applyDead(record.key, record.incarnation, from: ownKey, on: &system)
    }
}
