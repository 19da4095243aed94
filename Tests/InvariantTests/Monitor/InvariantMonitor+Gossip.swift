import LabMembership
import LabNetwork
import LabPrograms

extension InvariantMonitor {
    /// How long after an impairment, or after a restart, a member may be taken for dead by mistake.
    private static let recovery = Interval.seconds(40)

    /// Looks at what an agent believes of the members now.
    func examineViews(_ agent: inout DiscoveryAgent, _ place: Int) {
        let host = runs[place].host
        let process = runs[place].process.rawValue
        let now = lab.now
        let old = runs[place].views
        var current: [String: MemberView] = [:]
        incarnationOwnership.owns(host, agent.incarnation)
        for view in agent.memberViews {
            current[view.name] = view
            guard old[view.name] != view else { continue }
            incarnationOwnership.sees(process, view.name, view.incarnation, at: now, &report)
            guard let before = old[view.name] else { continue }
            noResurrection.changes(host, from: before, to: view, at: now, &report)
            if view.status == .failed, before.status != .failed {
                accuracy.declaresDead(
                    host, view.name, isHealthy: isHealthy(view.name) && isHealthy(host), at: now,
                    &report)
            }
        }
        for name in old.keys where current[name] == nil {
            incarnationOwnership.forgets(process, name)
        }
        runs[place].views = current
    }

    private func isHealthy(_ host: String) -> Bool {
        let now = lab.now
        // One that leaves may be seen to be gone before it is heard to leave.
        guard let place = currentRun(on: host), runs[place].views[host]?.status == .alive,
            Disturbances.isOver(disturbances.lastImpairment, for: Self.recovery, at: now)
        else { return false }
        return !runs[place].isRestart || now - runs[place].startedAt > Self.recovery
    }

    /// Looks at who is dead, and who knows it.
    func watchMembers() {
        let now = lab.now
        let running = runningAgents
        for place in runs.indices where runs[place].views.count > 0 {
            let host = runs[place].host
            guard currentRun(on: host) == nil, !isPaused(host), deaths[host] == nil else {
                continue
            }
            deaths[host] = now
            completeness.died(host, at: now)
        }
        let healthy = running.filter { isHealthy(runs[$0].host) }
        if healthy.count > 1 { accuracy.watches(at: now, &report) }
        guard !deaths.isEmpty else { return }
        for place in running {
            let run = runs[place]
            let calm = disturbances.lastImpairment.map { $0 + Self.recovery } ?? .start
            for view in run.views.values where view.name != run.host {
                completeness.sees(
                    run.host, view.name, asAlive: view.state == .alive || view.state == .suspect,
                    members: run.views.count, undisturbedSince: max(run.startedAt, calm), at: now,
                    &report)
            }
        }
    }

    private func isPaused(_ host: String) -> Bool {
        runs.last { $0.host == host }.map { world.state(of: $0.process) == .paused } ?? false
    }

    /// Makes sure that all agree on who is there, once they have had the time.
    func reviewViews() {
        let running = runningAgents
        guard running.count > 1 else { return }
        let views = running.map { place in
            let alive = runs[place].views.values.filter { $0.status == .alive }.map(\.name)
            return (observer: runs[place].host, alive: alive.sorted())
        }
        viewConvergence.views(
            views, running: running.map { runs[$0].host }.sorted(),
            calmSince: disturbances.lastChange, at: lab.now, &report)
    }
}
