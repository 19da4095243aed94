import LabModel
import LabNetwork
import LabPrograms

extension ScenarioRunner {
    /// Puts a planned fault in force, in place of what it replaces.
    func putInForce(
        _ planned: PlannedFault, keyword: String, name: String?, duration: Interval?,
        drawn: Int? = nil
    ) throws(Halt) {
        var effects: [FaultEntry.Effect] = []
        for part in planned.parts {
            do throws(LabError) {
                effects.append(.injected(part.key, try replace(part)))
            } catch {
                for case .injected(_, let id) in effects { lab.heal(id) }
                throw .error("\(planned.words): \(error.message)")
            }
        }
        let entry = ledger.add(
            planned.words, keyword: keyword, name: name, drawn: drawn, since: lab.now,
            until: duration.map { lab.now + $0 }, effects: effects)
        tell(.faultInjected(entry.notice))
    }

    /// Ends what a part replaces and injects it; what would change nothing is taken over as it is.
    private func replace(_ part: PlannedFault.Part) throws(LabError) -> FaultID {
        guard let key = part.key else { return try lab.inject(part.fault) }
        let (old, over) = ledger.take { key.replaces($0) }
        for entry in over { tellEnd(of: entry, .replaced) }
        if key.isRepeatable, let id = old.first { return id }
        for id in old { lab.heal(id) }
        return try lab.inject(part.fault)
    }

    /// Writes down that units were told to end.
    func noteEnd(of units: [Unit], _ words: String, keyword: String, drawn: Int? = nil) {
        guard !units.isEmpty else { return }
        let entry = ledger.add(
            words, keyword: keyword, drawn: drawn, since: lab.now,
            effects: units.map { .ended($0, isSeen: false) })
        ledger.noteEnded(LabView(lab))
        tell(.faultInjected(entry.notice))
    }

    /// Crosses out the faults whose units run again.
    func noteRecoveries() {
        guard !ledger.entries.isEmpty else { return }
        let view = LabView(lab)
        ledger.noteEnded(view)
        for entry in ledger.remove(where: { FaultLedger.isOver($0, view) }) {
            tellEnd(of: entry, .recovered)
        }
    }

    /// Ends the faults that the scenario names, or all; the ones that only ended units stay.
    func heal(names: [String]) -> [Inquiry] {
        let healed = ledger.remove { entry in
            !entry.onlyEnded && (names.isEmpty || names.contains(where: entry.isNamed))
        }
        return healed.flatMap { undo($0, .healed) }
    }

    /// Ends the faults whose time is over.
    func expireFaults() {
        guard ledger.nextExpiry <= lab.now else { return }
        let now = lab.now
        for entry in ledger.remove(where: { ($0.until ?? .never) <= now }) {
            looseInquiries += undo(entry, .expired)
        }
    }

    /// Ends what freezes these units, where something does.
    func thaw(_ units: [Unit]) {
        end { key in if case .pause(let unit) = key { units.contains(unit) } else { false } }
    }

    /// Gives hosts their carrier back, on one network or on all.
    func plug(_ hosts: [String], network: String?) {
        end { key in
            guard case .unplug(let host, let unplugged) = key else { return false }
            return hosts.contains(host) && (network == nil || network == unplugged)
        }
    }

    private func end(_ isMeant: (FaultKey) -> Bool) {
        let (ids, over) = ledger.take(isMeant)
        for id in ids { lab.heal(id) }
        for entry in over { tellEnd(of: entry, .healed) }
    }

    /// Undoes a fault that has been taken out of the ledger.
    ///
    /// A drawn fault that ended units starts them again, unlike one of a step.
    ///
    /// - Returns: the requests that are needed to end it, not yet answered.
    func undo(_ entry: FaultEntry, _ end: TimelineEvent.FaultEnd) -> [Inquiry] {
        var inquiries: [Inquiry] = []
        for effect in entry.effects {
            switch effect {
            case .injected(_, let id): lab.heal(id)
            case .maintenance(let host, let path):
                var inquiry = Inquiry([putQuestion(path, host: host)], inSequence: false)
                if inquiry.advance(lab) == nil { inquiries.append(inquiry) }
            case .ended(let unit, _): if entry.drawn != nil { startAgain(unit) }
            }
        }
        tellEnd(of: entry, end)
        return inquiries
    }

    private func tellEnd(of entry: FaultEntry, _ end: TimelineEvent.FaultEnd) {
        tell(.faultEnded(entry.notice, lasted: lab.now - entry.since, end))
    }

    /// A PUT request to the agent on a host, made on that host.
    func putQuestion(_ path: String, body: [UInt8] = [], host: String) -> Question {
        Question(
            request: lab.topology.agentRequest(
                "PUT", path, body: body, server: host, asker: host),
            host: host)
    }

    /// Ends every fault at the end of the run, and waits for the agents that must be told.
    func healEverything() {
        jobs = []
        noteRecoveries()
        let entries = ledger.remove { (!$0.onlyEnded || $0.drawn != nil) && !$0.isInherited }
        var inquiries = entries.flatMap { undo($0, .healed) }
        let limit = lab.now + Topology.agentTimeout + .seconds(1)
        while !(inquiries.isEmpty && jobs.isEmpty) && lab.now < limit && lab.failure == nil {
            rest(until: limit)
            runJobs()
            inquiries = inquiries.compactMap { inquiry in
                var inquiry = inquiry
                return inquiry.advance(lab) == nil ? inquiry : nil
            }
        }
        for var inquiry in inquiries { inquiry.abandon(lab) }
    }
}
