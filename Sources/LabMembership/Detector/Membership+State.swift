import LabNetwork
import LabProgram

/// How claims change the table: alive(i) overrides everything below i; suspect(i) overrides
/// alive(j ≤ i); dead(i) overrides alive and suspect(j ≤ i) (SWIM, section 4.2; memberlist,
/// `aliveNode`, `suspectNode`, `deadNode`).
extension Membership {
    /// Makes the agent the first member of its own pool.
    mutating func announceSelf(on system: inout some System) {
        let index = nodes.insert(ownKey, at: endpoint, now: system.now)
        claimAlive(index, on: &system)
    }

    /// Changes what the agent says about itself, and tells everybody.
    ///
    /// - Returns: whether the tags fit in a packet; if not, nothing changes.
    @discardableResult
    public mutating func update(tags: MemberTags, on system: inout some System) -> Bool {
        guard tags.fits else { return false }
        ownTags = tags
        guard phase == .running else { return true }
        claimAlive(ownIndex, on: &system)
        return true
    }

    private mutating func claimAlive(_ index: Int, on system: inout some System) {
        raiseIncarnation(above: 0)
        let identity = AliveClaim.identity(name: name, tags: ownTags)
        let claim = AliveClaim(
            key: ownKey, incarnation: ownIncarnation, endpoint: endpoint,
            identity: 0..<identity.count)
        let isChanged = !nodes.hasIdentity(index, identity, claim.identity)
        accept(claim, in: identity, as: index, isChanged: isChanged, on: &system)
    }

    mutating func applyAlive(
        _ claim: AliveClaim, in bytes: [UInt8], on system: inout some System
    ) {
        guard claim.key != ownKey else { return applyAliveAboutSelf(claim, in: bytes, on: &system) }
        guard let index = nodes.find(claim.key) else {
            guard claim.isWellFormed(in: bytes) else {
                statistics.malformed += 1
                return
            }
            let index = nodes.insert(claim.key, at: claim.endpoint, now: system.now)
            return accept(claim, in: bytes, as: index, isChanged: true, on: &system)
        }
        let record = nodes.records[index]
        if record.endpoint != claim.endpoint, !mayMove(record, on: &system) {
            return reportConflict(claim, index, on: &system)
        }
        guard claim.incarnation > record.incarnation else { return }
        let isChanged = !nodes.hasIdentity(index, bytes, claim.identity)
        guard !isChanged || claim.isWellFormed(in: bytes) else {
            statistics.malformed += 1
            return
        }
        if record.endpoint != claim.endpoint {
            system.log(
                .info,
                detectorLine(
                    "Updating address for left or failed node \(nodes.name(of: index)) "
                        + "from \(record.endpoint) to \(claim.endpoint)"))
        }
        accept(claim, in: bytes, as: index, isChanged: isChanged, on: &system)
    }

    /// Whether another address may claim the name.
    private func mayMove(_ record: NodeRecord, on system: inout some System) -> Bool {
        switch record.state {
        case .left: true
        case .dead: system.now - record.changedAt > configuration.deadNodeReclaim
        case .alive, .suspect: false
        }
    }

    private mutating func reportConflict(
        _ claim: AliveClaim, _ index: Int, on system: inout some System
    ) {
        let known = nodes.records[index].endpoint
        let name = nodes.name(of: index)
        system.log(
            .error,
            detectorLine(
                "Conflicting address for \(name). Mine: \(known) Theirs: \(claim.endpoint)"))
        events.append(.nameConflict(name: name, known: known, claimed: claim.endpoint))
    }

    /// Somebody says that this agent is alive: an old life of it may have said other things.
    private mutating func applyAliveAboutSelf(
        _ claim: AliveClaim, in bytes: [UInt8], on system: inout some System
    ) {
        guard !hasLeft else { return }
        guard claim.endpoint == endpoint else {
            return reportConflict(claim, ownIndex, on: &system)
        }
        let own = nodes.records[ownIndex].incarnation
        guard claim.incarnation >= own else { return }
        if claim.incarnation == own, nodes.hasIdentity(ownIndex, bytes, claim.identity) { return }
        refute(claim.incarnation, on: &system)
        system.log(.warning, detectorLine("Refuting an alive message"))
    }

    /// Puts a claim that is newer than what is known into the table.
    private mutating func accept(
        _ claim: AliveClaim, in bytes: [UInt8], as index: Int, isChanged: Bool,
        on system: inout some System
    ) {
        let old = nodes.records[index]
        if old.state == .suspect { clearSuspicion(of: index, on: &system) }
        if isChanged { nodes.setIdentity(of: index, bytes, claim.identity) }
        nodes.records[index].incarnation = claim.incarnation
        nodes.records[index].address = claim.endpoint.address
        nodes.records[index].port = claim.endpoint.port
        if old.state != .alive {
            nodes.records[index].state = .alive
            nodes.records[index].changedAt = system.now
        }
        insertIntoRing(index, on: &system)
        broadcast(.alive, about: index, from: ownKey, on: &system)
        if old.state.isGone {
            memberCame(index, on: &system)
        } else if isChanged {
            memberChanged(index, on: &system)
        }
    }

    mutating func applySuspect(
        _ key: NodeKey, _ incarnation: UInt32, from source: NodeKey, on system: inout some System
    ) {
        guard let index = nodes.find(key) else { return }
        let record = nodes.records[index]
        guard incarnation >= record.incarnation else { return }
        switch record.state {
        case .suspect:
            confirmSuspicion(of: index, incarnation, from: source, on: &system)
        case .alive where index == ownIndex:
            statistics.falseSuspicions += 1
            refute(incarnation, on: &system)
            system.log(
                .warning,
                detectorLine("Refuting a suspect message (from: \(name(of: source)))"))
        case .alive:
            nodes.records[index].incarnation = incarnation
            nodes.records[index].state = .suspect
            nodes.records[index].changedAt = system.now
            broadcast(.suspect, about: index, from: source, on: &system)
            startSuspicion(of: index, from: source, on: &system)
        case .dead, .left:
            return
        }
    }

    mutating func applyDead(
        _ key: NodeKey, _ incarnation: UInt32, from source: NodeKey, on system: inout some System
    ) {
        guard let index = nodes.find(key) else { return }
        let record = nodes.records[index]
        guard incarnation >= record.incarnation else { return }
        if record.state == .suspect { clearSuspicion(of: index, on: &system) }
        guard !record.state.isGone else { return }
        if index == ownIndex, !hasLeft {
            statistics.falseDeaths += 1
            refute(incarnation, on: &system)
            system.log(
                .warning, detectorLine("Refuting a dead message (from: \(name(of: source)))"))
            return
        }
        nodes.records[index].incarnation = incarnation
        nodes.records[index].state = source == key ? .left : .dead
        nodes.records[index].changedAt = system.now
        broadcast(.dead, about: index, from: source, on: &system)
        memberWent(index, on: &system)
    }

    /// Answers a rumour about this agent with an incarnation that beats it.
    private mutating func refute(_ accused: UInt32, on system: inout some System) {
        raiseIncarnation(above: accused)
        nodes.records[ownIndex].incarnation = ownIncarnation
        changeAwareness(1)
        broadcast(.alive, about: ownIndex, from: ownKey, on: &system)
    }

    private mutating func raiseIncarnation(above accused: UInt32) {
        let highest = max(ownIncarnation, accused)
        ownIncarnation = highest == .max ? highest : highest + 1
    }
}
