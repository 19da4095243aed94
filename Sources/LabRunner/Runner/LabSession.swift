import LabModel
import LabNetwork

/// Steps performed one at a time against a lab, as a test or a person types them.
///
/// Faults stay in force from one step to the next, until they are healed or the session ends.
public final class LabSession {
    private let runner: ScenarioRunner
    private var count = 0

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - lab: a lab that is up and whose components are ready.
    ///   - seed: what targets such as `one-of(…)` are picked with.
    ///   - faults: what others have put in force; new faults take their place as if they were the
    ///     session's own, and healing ends them.
    ///   - interruption: asked for now and then; a request ends a step.
    ///   - observer: told of everything worth knowing, at once and in order.
    public init(
        lab: any Lab, seed: UInt64, faults: [InheritedFault] = [],
        interruption: Interruption = Interruption(),
        observer: @escaping (TimelineEvent) -> Void = { _ in }
    ) {
        let scenario = Scenario(name: "session", seed: seed, timeout: .forever)
        runner = ScenarioRunner(
            lab: lab, scenario: scenario, interruption: interruption, observer: observer)
        for fault in faults { runner.inherit(fault) }
    }

    /// Does what a step says and waits for what it expects.
    public func perform(_ step: Step) -> StepResult {
        defer { count += 1 }
        return runner.perform(step, count).0
    }

    /// Heals every fault that is still in force.
    public func end() { runner.finishSession() }
}
