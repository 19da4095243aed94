import LabModel
import LabNetwork
import LabPrograms
import LabRunner

/// Hosts that the backend freezes as a whole, their kernels too.
///
/// Nothing on such a host answers, its agent neither: orders wait in the channel until it goes on.
extension Supervisor {
    /// Lets nothing of a host go on, for a fault; where the backend refuses, the fault is taken back.
    ///
    /// - Returns: what the fault has to thaw; `nil` where the host has no power.
    func freeze(_ host: SupervisedHost) -> InjectedFault.FrozenHost? {
        guard host.power == .on, let made = host.made else { return nil }
        let frozen = InjectedFault.FrozenHost(host: host, starts: host.starts)
        guard !host.isFrozen else { return frozen }
        host.isFrozen = true
        host.frozenSince = nil
        host.frozenProcesses = host.processes.filter { host.state(ofProcess: $0) == .running }
        for process in host.frozenProcesses {
            host.setState(.paused, ofProcess: process, since: now)
        }
        changed(host)
        let maker = maker
        run(on: [host], { () throws(LabError) in try maker.freeze(made, true) }) {
            [unowned self] error in
            if let error {
                refused(freezing: host, error)
            } else {
                host.frozenSince = PollLoop.now
            }
        }
        return frozen
    }

    /// Takes back the faults that should have frozen a host.
    private func refused(freezing host: SupervisedHost, _ error: LabError) {
        let refused = faults.filter { fault in
            fault.frozenHosts.contains { $0.host === host && $0.isInForce }
        }
        goOn(host)
        for fault in refused {
            refusals[fault.id] = error
            heal(fault.id)
        }
    }

    /// Shows what ran on a frozen host as running.
    private func goOn(_ host: SupervisedHost) {
        host.isFrozen = false
        for process in host.frozenProcesses where host.state(ofProcess: process) == .paused {
            host.setState(.running, ofProcess: process, since: now)
        }
        host.frozenProcesses = []
        changed(host)
    }

    /// Lets a host go on that a fault froze, unless another still does or it was powered off since.
    func thaw(_ frozen: InjectedFault.FrozenHost) {
        let host = frozen.host
        let isHeld = faults.contains { fault in
            fault.frozenHosts.contains { $0.host === host && $0.isInForce }
        }
        if frozen.isInForce && !isHeld { thaw(host) }
    }

    /// Lets a host go on where it stopped.
    func thaw(_ host: SupervisedHost) {
        guard host.isFrozen, let made = host.made else { return }
        goOn(host)
        let (maker, starts) = (maker, host.starts)
        run(on: [host], { () throws(LabError) in try maker.freeze(made, false) }) {
            [unowned self] error in
            guard host.starts == starts, host.power == .on else { return }
            if let error { return fail(host, error.message) }
            // The host's clocks stood still meanwhile.
            if let since = host.frozenSince {
                host.clockLead = host.clockLead - (PollLoop.now - since)
            }
            host.frozenSince = nil
            renewClock(of: host)
        }
    }

    /// Answers for a host that is frozen when the time for an answer is over.
    func watch(question number: UInt64, _ request: ProbeRequest, on host: SupervisedHost) {
        guard maker.abilities.contains(.freezesHosts) else { return }
        loop.after(request.timeout) { [unowned self, weak host] in
            if host?.isFrozen == true { giveUp(question: number, "timed out") }
        }
    }
}

extension ProbeRequest {
    /// How long an answer may take.
    fileprivate var timeout: Interval {
        switch self {
        case .dns(_, _, _, let timeout), .http(_, _, _, let timeout), .tcp(_, let timeout),
            .ping(_, let timeout):
            timeout
        }
    }
}
