import LabNetwork
import LabProgram

/// One member is probed in each interval, in the order of the ring (SWIM, section 4.3; memberlist,
/// `probe` and `probeNode`).
extension Membership {
    mutating func probeTick(on system: inout some System) {
        setTimer(.probe, after: configuration.probeInterval, on: &system)
        guard probe == nil else {
            // A ticker keeps one tick that nobody took.
            hasPendingProbe = true
            return
        }
        beginProbe(on: &system)
    }

    private mutating func beginProbe(on system: inout some System) {
        guard let index = nextProbeTarget(on: &system) else { return }
        let record = nodes.records[index]
        let sequence = nextSequence()
        let round = awareness.scale(configuration.probeInterval)
        let timeout = min(configuration.probeTimeout, round)
        let timer = setTimer(.probeTimeout, value: UInt64(sequence), after: timeout, on: &system)
        probe = Probe(
            key: record.key, incarnation: record.incarnation, sequence: sequence,
            deadline: system.now + round, timer: timer)
        statistics.probes += 1
        var packet = beginPacket()
        writePing(sequence, for: record.key, to: &packet)
        guard record.state == .suspect, configuration.lifeguard else {
            return sendWithNews(&packet, to: record.endpoint, on: &system)
        }
        // Told that it is suspect, it can refute at once (Lifeguard, "Buddy System").
        packet.byte(MessageKind.suspect.rawValue)
        packet.fixed64(record.key.bits)
        packet.number(UInt64(record.incarnation))
        packet.fixed64(ownKey.bits)
        count(packet)
        send(&packet, to: record.endpoint, on: &system)
    }

    func writePing(_ sequence: UInt32, for target: NodeKey, to packet: inout ByteWriter) {
        packet.byte(MessageKind.ping.rawValue)
        packet.number(UInt64(sequence))
        packet.fixed64(target.bits)
    }

    private mutating func nextProbeTarget(on system: inout some System) -> Int? {
        var checked = 0
        while checked < ring.count {
            guard probePosition < ring.count else {
                resetRing(on: &system)
                probePosition = 0
                checked += 1
                continue
            }
            let index = Int(ring[probePosition])
            probePosition += 1
            if index != ownIndex, !nodes.records[index].state.isGone { return index }
            checked += 1
        }
        return nil
    }

    /// The direct answer is late, or the round is over.
    mutating func probeTimedOut(_ sequence: UInt32, on system: inout some System) {
        guard let current = probe, current.sequence == sequence else { return }
        guard !current.isIndirect else { return finishFailedProbe(current, on: &system) }
        system.log(
            .debug, detectorLine("Failed ping: \(name(of: current.key)) (timeout reached)"))
        let rest = current.deadline - system.now
        let timer = setTimer(
            .probeTimeout, value: UInt64(sequence), after: max(rest, .zero), on: &system)
        probe?.timer = timer
        probe?.isIndirect = true
        guard let index = nodes.find(current.key) else { return }
        let expectedNacks = askOthers(toProbe: index, sequence, on: &system)
        probe?.expectedNacks = expectedNacks
        if configuration.usesStreamPings, rest > .zero {
            openPingStream(to: index, sequence, timeout: rest, on: &system)
        }
    }

    /// Asks a few random members to probe one.
    ///
    /// - Returns: how many of them will say so when they get no answer either.
    private mutating func askOthers(
        toProbe index: Int, _ sequence: UInt32, on system: inout some System
    ) -> Int {
        let target = nodes.records[index]
        pickRandom(configuration.indirectChecks, .alive, excluding: index, on: &system)
        for place in picked.indices {
            let peer = nodes.records[Int(picked[place])].endpoint
            var packet = beginPacket()
            packet.byte(MessageKind.indirectPing.rawValue)
            packet.number(UInt64(sequence))
            packet.fixed64(target.key.bits)
            packet.endpoint(target.endpoint)
            packet.byte(configuration.lifeguard ? 1 : 0)
            sendWithNews(&packet, to: peer, on: &system)
        }
        return configuration.lifeguard ? picked.count : 0
    }

    mutating func receiveAck(_ sequence: UInt32, on system: inout some System) {
        if let current = probe, current.sequence == sequence {
            system.cancelTimer(current.timer)
            endProbe(awarenessChange: -1, on: &system)
        } else if !relays.isEmpty {
            relayAck(sequence, on: &system)
        }
    }

    mutating func receiveNack(_ sequence: UInt32) {
        guard let current = probe, current.sequence == sequence, current.isIndirect else { return }
        probe?.nacks = min(current.nacks + 1, configuration.indirectChecks + 1)
    }

    private mutating func finishFailedProbe(_ current: Probe, on system: inout some System) {
        let name = name(of: current.key)
        guard !current.hasStreamContact else {
            system.log(
                .warning,
                detectorLine(
                    "Was able to connect to \(name) but other probes failed, "
                        + "network may be misconfigured"))
            return endProbe(awarenessChange: -1, on: &system)
        }
        statistics.failedProbes += 1
        let missing = max(current.expectedNacks - current.nacks, 0)
        system.log(.info, detectorLine("Suspect \(name) has failed, no acks received"))
        applySuspect(current.key, current.incarnation, from: ownKey, on: &system)
        endProbe(awarenessChange: current.expectedNacks > 0 ? missing : 1, on: &system)
    }

    private mutating func endProbe(awarenessChange: Int, on system: inout some System) {
        if probe?.isIndirect == true { closePingStream(on: &system) }
        probe = nil
        changeAwareness(awarenessChange)
        if hasPendingProbe {
            hasPendingProbe = false
            beginProbe(on: &system)
        }
    }

    /// Without Lifeguard an agent always believes that it is healthy.
    mutating func changeAwareness(_ change: Int) {
        if configuration.lifeguard { awareness.apply(change) }
    }
}
