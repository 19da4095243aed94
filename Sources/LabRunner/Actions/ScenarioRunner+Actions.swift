import LabModel
import LabNetwork

extension ScenarioRunner {
    /// How often it is tried again to find what a target stands for.
    private static let resolvePace = Interval.milliseconds(100)

    /// Carries an action out, and says so.
    func carryOut(_ placed: PlacedAction) throws(Halt) {
        try serve()
        resolver.beginAction()
        let words: String
        switch placed.action {
        case .start: words = try start(placed)
        case .stop(let targets, let grace): words = try stop(targets, grace, placed)
        case .kill(let targets, let signal): words = try kill(targets, signal, placed)
        case .restart(let targets, let after): words = try restart(targets, after, placed)
        case .leave(let hosts): words = try leave(hosts, placed)
        case .putKey(let key, let value, let from): words = try put(key, value, from, placed)
        case .execute(let command): words = try execute(command, placed)
        case .deploy(let job, let count): words = try deploy(job, count)
        case .wait(let duration): words = try wait(duration)
        case .heal(let names): words = try heal(names)
        case .inject(.maintenance(let targets, let reason), let name, let duration):
            words = try maintain(targets, reason, name, duration, placed)
        case .inject(let fault, let name, let duration):
            words = try inject(fault, name, duration, placed)
        case .resume(let targets): words = try resume(targets, placed)
        case .plug(let hosts, let network): words = try plug(hosts, network, placed)
        }
        noteRecoveries()
        let notice = ActionNotice(
            words: words, isPicked: placed.action.targets.contains(where: \.isPicked),
            location: placed.location)
        tell(.actionDone(notice))
    }

    /// Finds what an action is done to, until the step's deadline if need be.
    ///
    /// - Parameters:
    ///   - missing: what to say where there is nothing in the end.
    ///   - find: what is wanted at one moment; `nil` where there is nothing now.
    func find<Found>(
        _ placed: PlacedAction, missing: String, _ find: (LabView) -> Found?
    ) throws(Halt) -> Found {
        while true {
            var view = LabView(lab)
            if placed.action.dependsOnLeader { view.leadership = try surveyLeaders() }
            resolver.isPicking = true
            let found = find(view)
            resolver.isPicking = false
            if let found { return found }
            let deadline = current?.deadline ?? lab.now
            guard lab.now < deadline else { throw .stepFailed([report(on: placed, missing)]) }
            try pump(until: min(deadline, lab.now + ScenarioRunner.resolvePace))
        }
    }

    /// The units that targets stand for and that something is so of, until there is one.
    func findUnits(
        _ targets: [Target], _ placed: PlacedAction, _ isMeant: (Unit, LabView) -> Bool
    ) throws(Halt) -> [Unit] {
        let names = targets.map(\.description).joined(separator: ", ")
        let missing =
            "nothing to \(placed.action.keyword): \(names) stood for nothing that is there"
        return try find(placed, missing: missing) { view in
            let units = resolver.units(of: targets, in: view)
            let meant = units.filter { isMeant($0, view) }
            // What is named as such may be down already, which is as good as done.
            let isNamed = units.contains { if case .instance = $0 { false } else { true } }
            return meant.isEmpty && !isNamed ? nil : meant
        }
    }

    /// The hosts that targets stand for, until there is one.
    func findHosts(_ targets: [Target], _ placed: PlacedAction) throws(Halt) -> [String] {
        let names = targets.map(\.description).joined(separator: ", ")
        return try find(placed, missing: "there was no \(names)") { view in
            let hosts = resolver.hosts(of: targets, in: view)
            return hosts.isEmpty ? nil : hosts
        }
    }

    private func wait(_ duration: Interval) throws(Halt) -> String {
        allow(duration)
        try pump(until: lab.now + duration)
        return "wait \(duration)"
    }

    /// Adds time that the step itself lets pass to its deadline.
    func allow(_ duration: Interval) {
        if let deadline = current?.deadline { current?.deadline = deadline + duration }
    }

    private func heal(_ names: [String]) throws(Halt) -> String {
        try finish(heal(names: names))
        return "heal " + (names.isEmpty ? "all" : names.joined(separator: " "))
    }

    /// Waits for requests that end faults, as long as an agent may take.
    private func finish(_ inquiries: [Inquiry]) throws(Halt) {
        var inquiries = inquiries
        while !inquiries.isEmpty {
            try passTime(until: inquiries.map(\.wakeUp).min() ?? lab.now)
            var open: [Inquiry] = []
            for var inquiry in inquiries where inquiry.advance(lab) == nil { open.append(inquiry) }
            inquiries = open
        }
    }

    private func deploy(_ job: String, _ count: Int?) throws(Halt) -> String {
        do throws(LabError) {
            try lab.deploy(job: job, count: count)
        } catch {
            throw .error("deploy \(job): \(error.message)")
        }
        return "deploy \(job)"
    }

    private func inject(
        _ fault: Fault, _ name: String?, _ duration: Interval?, _ placed: PlacedAction
    ) throws(Halt) -> String {
        let names = fault.targets.map(\.description).joined(separator: ", ")
        let missing = "\(fault.keyword): not all of \(names) stood for something that is there"
        let planned = try find(placed, missing: missing) { view in
            FaultPlanner(resolver: resolver, view: view).plan(fault)
        }
        try putInForce(planned, keyword: fault.keyword, name: name, duration: duration)
        return planned.words + (duration.map { " for \($0)" } ?? "")
    }

    private func resume(_ targets: [Target], _ placed: PlacedAction) throws(Halt) -> String {
        let units = try findUnits(targets, placed) { _, _ in true }
        thaw(units)
        return "resume " + targets.words(resolved: units.map(\.description))
    }

    private func plug(
        _ targets: [Target], _ network: String?, _ placed: PlacedAction
    ) throws(Halt) -> String {
        let hosts = try findHosts(targets, placed)
        plug(hosts, network: network)
        return "plug " + targets.words(resolved: hosts)
    }

    private func leave(_ targets: [Target], _ placed: PlacedAction) throws(Halt) -> String {
        let hosts = try findHosts(targets, placed)
        let words = "leave " + targets.words(resolved: hosts)
        for host in hosts {
            do throws(LabError) {
                try lab.leave(host: host)
            } catch {
                throw .error("leave \(host): \(error.message)")
            }
        }
        let agents = hosts.compactMap { host in
            lab.topology.discoveryComponent(on: host).map {
                Unit.component(host: host, name: $0.name)
            }
        }
        noteEnd(of: agents, words, keyword: "leave")
        return words
    }
}
