import LabComponents
import LabHost
import LabModel
import LabNetwork
import LabRunner

/// The conversation with a host's agent, from its beginning until the host is set up.
extension Supervisor {
    /// Says what an agent waits for that outlives those who speak to it.
    func greet(_ host: SupervisedHost) { host.link?.send(raw: Greeting.bytes) }

    /// An agent listens.
    func saidHello(_ host: SupervisedHost) {
        renewClock(of: host)
        guard let made = host.made, made.awaitsGreeting else { return }
        // A host that goes on from where it was saved has proved that it does.
        if host.power == .starting { limitSilence(of: host, to: limits.machine) }
        if host.power == .starting || host.saving == .resuming { configure(host) }
    }

    /// Tells a host what it is, or the names that it knows anew.
    func configure(_ host: SupervisedHost) {
        guard let topology, let made = host.made else { return }
        host.order(
            .configure(
                ComponentPlan.setup(
                    of: host.definition, in: topology, stateDirectory: made.stateDirectory)))
    }

    /// Gives a host up whose agent does not answer for so long.
    func limitSilence(of host: SupervisedHost, to limit: Interval) {
        loop.forget(host.bootLimit)
        host.bootLimit = loop.after(limit) { [unowned self, unowned host] in
            fail(host, "its agent does not answer")
        }
    }

    /// What a host's console says of why its agent is silent.
    func lastLines(of host: SupervisedHost) -> String {
        let tail = maker.tail(ofConsoleOf: host.name)
        return tail.isEmpty ? "" : "; the last lines of its console:\n\(tail)"
    }

    /// Boots a host that should have gone on from where it was saved, and does not answer.
    func bootAgain(_ host: SupervisedHost, _ made: MadeHost, _ reason: String) {
        logs.add(
            LogLine(
                at: now, unit: .host(host.name),
                text: "[WARN] lab: it could not go on from where it was saved (\(reason)): it boots"
            ))
        loop.forget(host.bootLimit)
        wires.detach(host: host.number)
        closeLink(of: host)
        host.isBootedAgain = true
        host.made = nil
        let maker = maker
        let discard = { @Sendable () throws(LabError) in
            maker.powerOff(made)
            maker.discardSaved(host: made.name)
        }
        run(on: [host], discard) { [unowned self] _ in
            if host.isCancelled { settle(host) } else { make(host) }
        }
    }

    /// Lets a machine's wall clock be what the faults in force say.
    func renewClock(of host: SupervisedHost) {
        guard maker.abilities.contains(.hasOwnClock) else { return }
        var (offset, drift) = (Interval.zero, Int64(0))
        for injected in faults {
            guard case .skew(let names, let skew, let rate) = injected.fault,
                names.contains(host.name)
            else { continue }
            let gained = Double((now - injected.since).nanoseconds) * Double(rate) / 1e9
            (offset, drift) = (skew + .nanoseconds(Int64(gained)), rate)
        }
        host.order(.setClock(wall: WallClock.now + offset.nanoseconds, driftPerBillion: drift))
    }
}
