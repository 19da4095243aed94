import LabModel
import LabNetwork

/// One coming up of a lab, from what it was to every component ready.
final class BringUp {
    /// How long is waited between two looks where time is virtual.
    private static let virtualPace = Interval.milliseconds(100)
    /// How long answers that come together are collected; a look at a thousand hosts takes a while.
    private static let settling = (
        virtual: Interval.milliseconds(20), real: Interval.milliseconds(2)
    )
    /// The longest time between two looks at whether somebody stopped it.
    private static let longestRest = Interval.milliseconds(250)

    let lab: any Lab
    let observer: (BringUpEvent) -> Void
    private let beforeInstances: () -> Void
    private let interruption: Interruption
    private let startedAt: Instant
    private var units: [AwaitedUnit] = []
    /// When each host was up: a machine takes seconds to boot, which are not its components' time.
    private var upSince: [String: Instant] = [:]

    init(
        _ lab: any Lab, interruption: Interruption,
        observer: @escaping (BringUpEvent) -> Void, beforeInstances: @escaping () -> Void
    ) {
        self.lab = lab
        self.beforeInstances = beforeInstances
        self.interruption = interruption
        self.observer = observer
        startedAt = lab.now
    }

    func run() throws(LabError) {
        defer { forgetQuestions() }
        try powerOn()
        try awaitUnits()
        for component in lab.topology.discoveryComponents { try awaitCatalog(of: component) }
        // Programs write once, at their first start, what they need at every other and do not sync
        // it: a power cut of a host that runs for seconds would find what years had put on the disk.
        try lab.syncDisks()
        forgetQuestions()
        beforeInstances()
        try startInstances()
    }

    private func forgetQuestions() { for index in units.indices { units[index].forget(lab) } }

    /// The pace of looks that nothing else says.
    var every: Interval? { lab.hasVirtualTime ? Self.virtualPace : nil }

    private func statuses() -> [Unit: UnitStatus] {
        Dictionary(lab.units().map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func isAlive(_ status: UnitStatus?) -> Bool {
        status?.state == .running || status?.state == .paused
    }

    /// Starts what does not run, and remembers what has to become ready.
    private func powerOn() throws(LabError) {
        let before = statuses()
        for host in lab.topology.hosts {
            let machine = Unit.host(host.name)
            units.append(
                AwaitedUnit(machine, rule: .hostIsUp, before: before[machine], every: every))
            for name in host.run {
                guard let component = lab.topology.component(named: name) else { continue }
                let unit = Unit.component(host: host.name, name: name)
                let rule =
                    try lab.readiness(of: component, on: host).map { ReadinessRule($0) }
                    ?? ReadinessRule(component, on: host, in: lab)
                units.append(AwaitedUnit(unit, rule: rule, before: before[unit], every: every))
            }
            if isAlive(before[machine]) {
                for unit in units where unit.unit.host == host.name && !isAlive(before[unit.unit]) {
                    try lab.start(unit.unit)
                }
            } else {
                try lab.start(machine)
                observer(.hostStarted(host.name))
            }
        }
    }

    /// Waits until every host is up and every component ready, for all at the same time.
    private func awaitUnits() throws(LabError) {
        while try lookAtUnits() {
            let now = lab.now
            let wakeUp = units.reduce(Instant.never) {
                min($0, $1.wakeUp(now, since: start(of: $1)))
            }
            try rest(until: wakeUp)
        }
    }

    /// Looks at every unit once; whether some are not ready yet.
    private func lookAtUnits() throws(LabError) -> Bool {
        let statuses = statuses()
        var late: [AwaitedUnit] = []
        var isWaiting = false
        for index in units.indices {
            let (seen, wasReady) = (units[index].lastSeen, units[index].readyAt != nil)
            let look = units[index].look(
                statuses[units[index].unit], lab, since: start(of: units[index]))
            let unit = units[index]
            switch look {
            case .ready:
                if case .host(let name) = unit.unit { upSince[name] = upSince[name] ?? lab.now }
                if !wasReady { tellReady(unit) }
            case .notYet:
                isWaiting = true
                if unit.lastSeen != seen { observer(.waiting(unit.unit, lastSeen: unit.lastSeen)) }
            case .ended(let words): throw failure(unit, endedAs: words)
            case .late: late.append(unit)
            }
        }
        if let first = late.first { throw failure(first, others: Array(late.dropFirst())) }
        return isWaiting
    }

    /// From when on a unit's time counts; from now on while its host is not up.
    private func start(of unit: AwaitedUnit) -> Instant {
        guard case .component(let host, _) = unit.unit else { return startedAt }
        return upSince[host] ?? lab.now
    }

    private func tellReady(_ unit: AwaitedUnit) {
        guard case .component = unit.unit else { return }
        observer(.componentReady(unit.unit, after: lab.now - startedAt))
    }

    /// Sees to it that nothing that was ready has ended since.
    func checkUnits() throws(LabError) { _ = try lookAtUnits() }

    /// Lets the lab advance to a moment, or less far where something happens.
    func rest(until moment: Instant) throws(LabError) {
        let isVirtual = lab.hasVirtualTime
        let latest = isVirtual ? moment : min(moment, lab.now + Self.longestRest)
        let limit = max(latest, lab.now + .milliseconds(1))
        lab.advance(until: limit)
        let settled = min(limit, lab.now + (isVirtual ? Self.settling.virtual : Self.settling.real))
        while lab.now < settled && lab.failure == nil { lab.advance(until: settled) }
        if let failure = lab.failure { throw failure }
        if interruption.isRequested { throw LabError("interrupted") }
    }
}
