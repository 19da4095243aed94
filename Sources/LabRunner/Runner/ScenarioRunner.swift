import LabModel
import LabNetwork
import LabPrograms

/// Walks the steps of one scenario against a lab.
///
/// It never sleeps: between two looks it lets the lab advance. The same lab, scenario and seed give
/// the same run wherever time is virtual.
public final class ScenarioRunner {
    let lab: any Lab
    let scenario: Scenario
    let seed: UInt64
    let omittedFaults: Set<Int>
    let interruption: Interruption
    let resolver: TargetResolver
    let desk: CheckDesk
    private let observer: (TimelineEvent) -> Void

    /// Everything that is looked at right now.
    var watches: [Watch] = []
    var ledger = FaultLedger()
    var jobs: [ScheduledJob] = []
    var draw: RandomFaultDraw?
    /// Requests whose answers nobody waits for.
    var looseInquiries: [Inquiry] = []
    /// The step that runs.
    var current: StepInProgress?
    /// Whether the run only tidies up.
    var isFinishing = false
    private let beganAt: Instant
    private var result: RunResult

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - lab: a lab that is up and whose components are ready.
    ///   - interruption: asked for now and then; a request heals and ends the run.
    ///   - observer: told of everything worth knowing, at once and in order.
    public init(
        lab: any Lab, scenario: Scenario, options: RunOptions = RunOptions(),
        interruption: Interruption = Interruption(),
        observer: @escaping (TimelineEvent) -> Void = { _ in }
    ) {
        self.lab = lab
        self.scenario = scenario
        self.interruption = interruption
        self.observer = observer
        seed = options.seed ?? scenario.seed
        omittedFaults = options.omittedFaults
        resolver = TargetResolver(topology: lab.topology, seed: seed)
        desk = CheckDesk(lab: lab, resolver: resolver)
        beganAt = lab.now
        draw = scenario.random.map {
            RandomFaultDraw($0, seed: options.seed ?? scenario.seed, from: lab.now)
        }
        result = RunResult(
            scenario: scenario.name, topology: lab.topology.name, backend: lab.backend,
            seed: options.seed ?? scenario.seed)
    }

    /// Asks for the end of the run, from any thread.
    public func interrupt() { interruption.request() }

    /// Keeps what a command wrote as a result.
    func keep(_ capture: Capture) { result.captures.append(capture) }

    /// When the scenario's own limit is reached.
    var endsAt: Instant { beganAt + scenario.timeout }

    /// Runs the scenario and heals every fault that is still in force, however it ends.
    public func run() -> RunResult {
        tell(
            .runStarted(
                RunStart(
                    scenario: result.scenario, topology: result.topology, backend: result.backend,
                    seed: seed, steps: scenario.steps.count)))
        do throws(Halt) {
            try begin()
            try runSteps()
            try drain(watches)
            noteIdleInvariants()
        } catch {
            record(error)
        }
        finish()
        return result
    }

    /// Tells the observer that something happened now.
    func tell(_ kind: TimelineEvent.Kind) { observer(TimelineEvent(at: lab.now, kind)) }

    private func begin() throws(Halt) {
        let problems = scenario.problems(on: lab.topology, backend: lab.backend)
        if !problems.isEmpty {
            throw .error(problems.map(\.description).joined(separator: "\n"))
        }
        try startTraffic()
        watches += scenario.always.map { Watch($0, kind: .always) }
        watches += scenario.never.map { Watch($0, kind: .never) }
    }

    private func runSteps() throws(Halt) {
        for (index, step) in scenario.steps.enumerated() {
            let (ended, halt) = perform(step, index)
            result.steps.append(ended)
            if let measure = ended.measure { result.measures.append(measure) }
            if ended.outcome == .failed { result.outcome = .failed }
            tell(.stepEnded(ended))
            if let halt, !halt.concernsStepOnly { throw halt }
            if ended.outcome == .failed && step.onFailure == .stop { return }
        }
    }

    private func record(_ halt: Halt) {
        switch halt {
        case .stepFailed(let reports):
            result.outcome = .failed
            result.failures += reports
        case .invariantFailed(let report):
            result.outcome = .failed
            result.failures.append(report)
        case .error(let message):
            result.outcome = .error
            result.message = message
        case .timedOut:
            result.outcome = .timedOut
            result.message = "the scenario's limit of \(scenario.timeout) was reached"
        case .interrupted:
            result.outcome = .interrupted
            result.message = "interrupted"
        }
    }

    private func noteIdleInvariants() {
        for watch in watches where watch.kind == .always && !watch.hasHeld {
            tell(.note("always: \(watch.placed.check.subject) never held, so nothing was proved"))
        }
    }

    private func finish() {
        isFinishing = true
        for watch in watches { watch.abandon(lab) }
        watches = []
        for index in looseInquiries.indices { looseInquiries[index].abandon(lab) }
        looseInquiries = []
        for traffic in scenario.traffic {
            guard let statistics = lab.trafficStatistics(named: traffic.name) else { continue }
            tell(.trafficSummary(name: traffic.name, statistics))
        }
        let duration = lab.now - beganAt
        healEverything()
        for index in result.steps.count..<scenario.steps.count {
            let step = scenario.steps[index]
            result.steps.append(
                StepResult(
                    index: index, name: step.name, startedAt: lab.now, location: step.location))
        }
        result.duration = duration
        result.events = lab.eventCount
        result.hash = lab.traceHash
        result.message = result.message ?? firstMessage
        tell(.runEnded(result))
    }

    /// Ends steps that were performed one by one: heals what is still in force.
    func finishSession() {
        isFinishing = true
        healEverything()
    }

    private var firstMessage: String? {
        result.failures.first?.summary
            ?? result.steps.first { $0.outcome == .failed || $0.outcome == .error }?.message
    }
}
