import LabModel
import LabNetwork

extension ScenarioRunner {
    /// How often it is tried to start a unit whose host is not up.
    private static let startPace = Interval.milliseconds(250)
    /// How long a drawn stop waits before it becomes a kill, and a drawn restart before it starts.
    private static let drawnGrace = Interval.seconds(2)

    /// Draws the faults that are due and puts them in force.
    func drawFaults() throws(Halt) {
        while !isFinishing, let next = draw?.next, next <= lab.now {
            if draw?.heals == true { healDrawnFaults() }
            let number = draw?.count ?? 0
            // An omitted fault is drawn all the same, so that the others stay as they are.
            guard let drawn = draw?.draw(LabView(lab)), !omittedFaults.contains(number) else {
                continue
            }
            do throws(LabError) {
                try putInForce(drawn, number)
            } catch {
                throw .error("a fault that the seed draws: \(error.message)")
            }
        }
    }

    private func healDrawnFaults() {
        jobs = []
        noteRecoveries()
        for entry in ledger.remove(where: { $0.drawn != nil }) {
            looseInquiries += undo(entry, .healed)
        }
    }

    private func putInForce(
        _ drawn: RandomFaultDraw.Drawn, _ number: Int
    ) throws(LabError) {
        let later = lab.now + Self.drawnGrace
        switch drawn {
        case .kill(let unit):
            let ended = unitsEnding(with: unit)
            try lab.kill(unit, signal: "SIGKILL")
            noteEnd(of: ended, "kill \(unit)", keyword: "kill", drawn: number)
        case .stop(let unit):
            let ended = unitsEnding(with: unit)
            try lab.stop(unit)
            jobs.append(ScheduledJob(at: later, work: .kill(unit)))
            noteEnd(of: ended, "stop \(unit)", keyword: "stop", drawn: number)
        case .restart(let unit):
            let ended = unitsEnding(with: unit)
            try lab.stop(unit)
            jobs.append(ScheduledJob(at: later, work: .kill(unit)))
            jobs += ended.map { ScheduledJob(at: later, work: .start($0)) }
            noteEnd(of: ended, "restart \(unit)", keyword: "restart", drawn: number)
        case .fault(let fault):
            let planner = FaultPlanner(resolver: resolver, view: LabView(lab))
            guard let planned = planner.plan(fault) else { return }
            do throws(Halt) {
                try putInForce(
                    planned, keyword: fault.keyword, name: nil, duration: nil, drawn: number)
            } catch {
                throw LabError("\(planned.words) is not possible")
            }
        }
    }

    /// A unit, and for a host the instances that go down with it and stay down when it is back.
    private func unitsEnding(with unit: Unit) -> [Unit] {
        guard case .host(let host) = unit else { return [unit] }
        let view = LabView(lab)
        return [unit]
            + view.units.map(\.unit).filter { other in
                guard case .instance(host, _, _) = other else { return false }
                return view.isAlive(other)
            }
    }

    /// Starts a unit again, or later where its host is not up yet.
    func startAgain(_ unit: Unit) {
        let view = LabView(lab)
        if view.isAlive(unit) { return }
        if case .host = unit {
        } else if !view.isUp(unit.host) {
            jobs.append(ScheduledJob(at: lab.now + Self.startPace, work: .start(unit)))
            return
        }
        // A unit that can't be started any more is none that a fault could give back.
        try? lab.start(unit)
    }

    /// Does what drawn faults left for later.
    func runJobs() {
        let now = lab.now
        let due = jobs.filter { $0.at <= now }
        guard !due.isEmpty else { return }
        jobs.removeAll { $0.at <= now }
        for job in due {
            let view = LabView(lab)
            switch job.work {
            case .kill(let unit):
                if view.isAlive(unit) { try? lab.kill(unit, signal: "SIGKILL") }
            case .start(let unit):
                startAgain(unit)
            }
        }
        noteRecoveries()
    }
}
