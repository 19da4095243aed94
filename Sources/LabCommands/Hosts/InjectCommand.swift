import ArgumentParser
import Foundation
import LabFiles
import LabModel
import LabNetwork
import LabRunner
import LabSupervisor

struct InjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inject", abstract: "Does one action of the scenario language by hand.",
        discussion: """
            The first word is the action, then come what it is done to and KEY=VALUE:

              lab inject kill host-1/simple
              lab inject partition host-1 host-2,host-3
              lab inject degrade link=host-1 delay=50ms loss=5%
              lab inject pause leader for=10s

            A fault stays until lab heal ends it. With for= the command waits as long and heals it; \
            Ctrl-C heals it at once.
            """)

    @OptionGroup var environment: EnvironmentOptions
    @Option(help: "What one-of(…), minority and majority are picked with.")
    var seed: UInt64?
    @Argument(help: "The action.")
    var action: [String]

    func run() throws {
        let lab = try environment.requiredLab()
        let loader = ScenarioLoader()
        let actions = try orUsageError {
            try loader.actions(words: action, topology: lab.topology)
        }
        try refuseUnsupported(actions, lab)
        let duration = actions.compactMap(\.action.duration).max()
        let interruption = Interruption()
        if duration != nil { Interrupt.watch(interruption) }
        // A fault with an end must end with this command, too, should somebody kill it.
        lab.faultsOutliveClient = duration == nil
        let before = try faults(of: lab)
        let session = LabSession(
            lab: lab, seed: seed ?? UInt64.random(in: 1...UInt64(UInt32.max)),
            faults: before.compactMap(\.inherited), interruption: interruption,
            observer: Self.show)
        var step = Step(name: action.joined(separator: " "))
        step.within = .seconds(3)
        step.actions = actions
        if let duration { step.actions.append(PlacedAction(.wait(duration))) }
        let result = session.perform(step)
        if interruption.isRequested {
            session.end()
            throw ExitStatus.interrupted
        }
        try report(result)
        if duration == nil { try showNew(in: lab, besides: before) }
    }

    private func refuseUnsupported(_ actions: [PlacedAction], _ lab: HostedLab) throws {
        var step = Step(name: "inject")
        step.actions = actions
        var scenario = Scenario(name: "inject", seed: 1, timeout: .forever)
        scenario.steps = [step]
        let problems = unsupportedActions(scenario, on: lab.topology, backend: lab.backend)
        guard let problem = problems.first else { return }
        Console.printError(problem.message)
        throw ExitStatus.usage
    }

    private func faults(of lab: HostedLab) throws -> [FaultInForce] {
        try orBackendError { () throws(LabError) in try lab.faults() }
    }

    private static func show(_ event: TimelineEvent) {
        switch event.kind {
        case .actionDone(let action):
            if !action.words.hasPrefix("wait ") { Console.print(action.words) }
        case .faultEnded(let fault, let lasted, let end):
            Console.print("\(fault.words) \(end.rawValue) after \(lasted.secondsText) s")
        default: break
        }
    }

    private func report(_ result: StepResult) throws {
        switch result.outcome {
        case .passed, .warning, .skipped, .notRun: return
        case .failed:
            let reasons = result.failures.map(\.explanation)
            Console.printError(reasons.isEmpty ? result.message ?? "failed" : reasons[0])
            throw ExitStatus.failure
        case .error:
            Console.printError(result.message ?? "failed")
            throw ExitStatus.backend
        }
    }

    private func showNew(in lab: HostedLab, besides before: [FaultInForce]) throws {
        let new = try faults(of: lab).filter { fault in !before.contains { $0.id == fault.id } }
        guard !new.isEmpty else { return }
        let names = new.map { "\($0.id)" }.joined(separator: " ")
        Console.print(Console.faint("in force until: lab heal\(environment.suffix) \(names)"))
    }
}

extension Action {
    /// How long the fault that it injects is in force, if it ends by itself.
    fileprivate var duration: Interval? {
        if case .inject(_, _, let duration) = self { duration } else { nil }
    }
}

extension FaultInForce {
    /// The fault as a session takes it over.
    var inherited: InheritedFault? {
        fault.map { InheritedFault(id: FaultID(rawValue: id), fault: $0, since: since) }
    }
}
