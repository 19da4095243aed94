import LabNetwork
import LabProgram

/// News is passed on to a few random members at a time (memberlist, `gossip`).
extension Membership {
    /// Whom a random choice may fall on.
    enum Choice {
        /// Members that are alive.
        case alive
        /// The same and suspects and those who died a short while ago, so that they can refute.
        case reachable
    }

    mutating func nextBroadcastNumber() -> UInt32 {
        lastBroadcast = lastBroadcast == .max ? 1 : lastBroadcast + 1
        return lastBroadcast
    }

    /// Queues news about a member; older news about it is not sent any more.
    mutating func broadcast(
        _ kind: MessageKind, about index: Int, from source: NodeKey, on system: inout some System
    ) {
        let number = nextBroadcastNumber()
        nodes.records[index].broadcast = number
        broadcasts.insert(
            Broadcast(kind, node: index, in: nodes, from: source, number: number))
        scheduleGossip(on: &system)
    }

    /// Queues an intent.
    ///
    /// - Returns: its number.
    @discardableResult
    mutating func broadcastIntent(
        _ kind: MessageKind, of key: NodeKey, at time: UInt32, on system: inout some System
    ) -> UInt32 {
        let number = nextBroadcastNumber()
        intents.insert(Broadcast(kind, of: key, at: time, number: number))
        scheduleGossip(on: &system)
        return number
    }

    /// Sets the timer for the next moment of the gossip's phase, unless there is nothing to say or
    /// nobody to say it to.
    mutating func scheduleGossip(on system: inout some System) {
        guard !isGossipScheduled, ring.count > 1 else { return }
        isGossipScheduled = true
        let interval = configuration.gossipInterval.nanoseconds
        let since = (system.now - gossipPhase).nanoseconds % interval
        setTimer(.gossip, after: .nanoseconds(interval - since), on: &system)
    }

    mutating func gossip(on system: inout some System) {
        isGossipScheduled = false
        pickRandom(configuration.gossipNodes, .reachable, excluding: ownIndex, on: &system)
        for place in picked.indices {
            if broadcasts.isEmpty, intents.isEmpty { break }
            let destination = nodes.records[Int(picked[place])].endpoint
            var packet = beginPacket()
            appendNews(to: &packet, on: &system)
            guard packet.bytes.count > Packet.headerLength else { break }
            count(packet)
            send(&packet, to: destination, on: &system)
        }
        if !broadcasts.isEmpty || !intents.isEmpty { scheduleGossip(on: &system) }
    }

    /// Fills a packet with the news that was sent least: first about members, then intents.
    mutating func appendNews(to packet: inout ByteWriter, on system: inout some System) {
        let awaited = departure?.broadcast ?? 0
        var isAwaitedDone = false
        if !broadcasts.isEmpty {
            let limit = MembershipScale.retransmissions(
                multiplier: configuration.retransmitMultiplier, members: ring.count)
            isAwaitedDone = broadcasts.transmit(
                into: &packet, packetLimit: configuration.packetLimit, limit: limit, nodes: &nodes,
                awaited: awaited)
        }
        if !intents.isEmpty {
            let limit = MembershipScale.retransmissions(
                multiplier: configuration.retransmitMultiplier, members: nodes.count)
            let isDone = intents.transmit(
                into: &packet, packetLimit: configuration.packetLimit, limit: limit, nodes: &nodes,
                awaited: awaited)
            isAwaitedDone = isAwaitedDone || isDone
        }
        if isAwaitedDone { departureBroadcastFinished(on: &system) }
    }

    /// Chooses members at random into `picked`: at most as many as wanted, fewer when 3·n draws do
    /// not find them (memberlist, `kRandomNodes`).
    mutating func pickRandom(
        _ wanted: Int, _ choice: Choice, excluding excluded: Int, on system: inout some System
    ) {
        picked.removeAll(keepingCapacity: true)
        let size = UInt64(ring.count)
        guard size > 1 else { return }
        let oldest = system.now - configuration.gossipToTheDead
        var draws = 3 * ring.count
        while draws > 0, picked.count < wanted {
            draws -= 1
            let index = ring[Int(system.random(below: size))]
            guard Int(index) != excluded, Int(index) != ownIndex, !picked.contains(index)
            else { continue }
            let record = nodes.records[Int(index)]
            switch choice {
            case .alive: if record.state != .alive { continue }
            case .reachable: if record.state.isGone, record.changedAt < oldest { continue }
            }
            picked.append(index)
        }
    }
}
