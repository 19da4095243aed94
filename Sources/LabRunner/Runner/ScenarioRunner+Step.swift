import LabModel
import LabNetwork

extension ScenarioRunner {
    /// Runs one step; its result, and why the run or the step did not go on, if so.
    func perform(_ step: Step, _ index: Int) -> (StepResult, Halt?) {
        var result = StepResult(
            index: index, name: step.name, startedAt: lab.now, location: step.location)
        tell(.stepStarted(index: index, name: step.name))
        if let reason = step.skip {
            result.outcome = .skipped
            result.message = reason
            return (result, nil)
        }
        current = StepInProgress(step, index: index, began: lab.now)
        defer { endStep() }
        do throws(Halt) {
            let held = try walk(step)
            result.outcome = .passed
            if let name = step.measure {
                let measure = Measure(name: name, value: held - result.startedAt)
                result.measure = measure
                tell(.measured(measure))
            }
            result.duration = lab.now - result.startedAt
            return (result, nil)
        } catch {
            result.duration = lab.now - result.startedAt
            record(error, in: &result, step)
            return (result, error)
        }
    }

    /// Does what a step says; when its expectations began to hold.
    private func walk(_ step: Step) throws(Halt) -> Instant {
        try rememberLeaders(for: step)
        let during = step.during.map { watch($0, kind: .during) }
        watches += during
        for placed in step.actions { try carryOut(placed) }
        current?.actionsEnded = lab.now
        let held = try awaitExpectations(of: step)
        try drain(during)
        return held
    }

    func watch(_ placed: PlacedCheck, kind: FailureReport.Kind) -> Watch {
        Watch(placed, kind: kind, step: current?.index, every: current?.step.every)
    }

    private func endStep() {
        for watch in watches where watch.step != nil { watch.abandon(lab) }
        watches.removeAll { $0.step != nil }
        noteRecoveries()
        current = nil
    }

    private func record(_ halt: Halt, in result: inout StepResult, _ step: Step) {
        switch halt {
        case .stepFailed(let reports):
            result.outcome = step.level == .warning ? .warning : .failed
            result.failures = reports
        case .invariantFailed(let report):
            result.outcome = .failed
            result.message = report.summary
        case .error(let message):
            result.outcome = .error
            result.message = message
        case .timedOut:
            result.outcome = .failed
            result.message = "the scenario's limit of \(scenario.timeout) was reached"
            result.failures = unmetReports()
        case .interrupted:
            result.outcome = .error
            result.message = "interrupted"
        }
        result.message = result.message ?? result.failures.first?.summary
    }

    /// Asks who leads now, where the step compares with it later.
    private func rememberLeaders(for step: Step) throws(Halt) {
        let checks = step.during + step.expect
        guard checks.contains(where: { $0.check.comparesLeaders }) else { return }
        var leaders = try surveyLeaders().leaders
        if leaders.isEmpty, let last = lab.leaderships().last { leaders = [last.host] }
        desk.formerLeaders = leaders
    }

    /// Asks every discovery server who leads, and waits for the answers.
    func surveyLeaders() throws(Halt) -> LeadershipView {
        var survey = LeaderSurvey(LabView(lab))
        while true {
            if let view = survey.advance(lab) { return view }
            do throws(Halt) {
                try passTime(until: survey.wakeUp)
            } catch {
                survey.abandon(lab)
                throw error
            }
        }
    }
}
