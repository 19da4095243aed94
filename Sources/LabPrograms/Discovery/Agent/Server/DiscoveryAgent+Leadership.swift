import LabConsensus
import LabNetwork
import LabProgram

extension DiscoveryAgent {
    /// How often a leader compares members and catalog (Consul's `ReconcileInterval`).
    static let reconcileInterval = Interval.seconds(60)

    /// Takes over: nothing is done for the cluster until an entry of the own term is committed.
    mutating func becomeLeader(in term: UInt64, on system: inout some System) {
        leaderships.append(LeadershipTerm(term: term, at: system.now))
        system.log(.info, "agent.server: cluster leadership acquired")
        leadership = Leadership(term: term)
        leadership?.barrier = raft?.barrier(on: &system)
        consensusIsDirty = true
        retryHeldRequests(on: &system)
    }

    /// Begins a leader's duties once everything that was committed before has been applied.
    mutating func barrierReached(_ index: UInt64, on system: inout some System) {
        guard leadership?.barrier == index, leadership?.isEstablished == false else { return }
        leadership?.isEstablished = true
        restartSessionTimers(on: &system)
        reconcileAll(on: &system)
        scheduleReconcile(on: &system)
        scheduleAutopilot(on: &system)
        retryHeldRequests(on: &system)
    }

    /// Ends a leader's duties.
    mutating func stepDown(on system: inout some System) {
        guard let ended = leadership else { return }
        leadership = nil
        system.log(.info, "agent.server: cluster leadership lost")
        for timer in [ended.reconcileTimer, ended.autopilotTimer, ended.tombstoneTimer] {
            if let timer { system.cancelTimer(timer) }
        }
        ended.sessions.cancelAll(on: &system)
    }

    /// Whether this server leads and knows all that was committed before.
    var isEstablishedLeader: Bool { leadership?.isEstablished == true }

    mutating func reconcileTimer(on system: inout some System) {
        guard isEstablishedLeader else { return }
        reconcileAll(on: &system)
        scheduleReconcile(on: &system)
    }

    private mutating func scheduleReconcile(on system: inout some System) {
        let timer = setTimer(.reconcile, after: DiscoveryAgent.reconcileInterval, on: &system)
        leadership?.reconcileTimer = timer
    }
}
