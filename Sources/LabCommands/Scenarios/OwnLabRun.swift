import Foundation
import LabFiles
import LabModel
import LabNetns
import LabNetwork
import LabRunner
import LabSupervisor

/// A run in a lab of real hosts that is made for it, and torn down after it.
struct OwnLabRun {
    let loaded: LoadedScenario
    /// What the lab's hosts are made of.
    let hosts: HostBackend
    let seed: UInt64
    let environment: LabEnvironment
    let keepsFailure: Bool
    let interruption: Interruption

    /// A name that no other run has.
    static func environment(number: Int) throws(LabError) -> LabEnvironment {
        try LabEnvironment(name: "run-\(ProcessInfo.processInfo.processIdentifier)-\(number)")
    }

    /// Makes the lab, runs the scenario and tears the lab down, however the run ends.
    ///
    /// - Parameters:
    ///   - progress: told of what is going on before the scenario begins.
    ///   - observer: told of everything worth knowing, at once and in order.
    func perform(
        progress: @escaping (BringUpEvent) -> Void,
        observer: @escaping (TimelineEvent) -> Void
    ) -> RunResult {
        do throws(LabError) {
            let descriptor = try NetnsLauncher().launch(
                environment, seed: seed, backend: hosts)
            let lab = try HostedLab(descriptor: descriptor)
            let result = perform(in: lab, progress: progress, observer: observer)
            if isKept(after: result) {
                try lab.keep()
            } else {
                try? lab.destroy()
                _ = environment.waitUntilGone(milliseconds: 10_000)
            }
            return result
        } catch {
            return failure(error)
        }
    }

    /// Whether the lab is left up after a run that ended so.
    func isKept(after result: RunResult) -> Bool {
        keepsFailure && ![.passed, .interrupted].contains(result.outcome)
    }

    private func perform(
        in lab: HostedLab, progress: @escaping (BringUpEvent) -> Void,
        observer: @escaping (TimelineEvent) -> Void
    ) -> RunResult {
        do throws(LabError) {
            try lab.apply(loaded.topology)
            let save = {
                // Where that can't be, the next run boots as this one did.
                if lab.information.savesHosts { try? lab.saveHosts() }
            }
            try lab.bringUp(interruption: interruption, observer: progress, beforeInstances: save)
        } catch {
            return failure(error)
        }
        return ScenarioRunner(
            lab: lab, scenario: loaded.scenario, options: RunOptions(seed: seed),
            interruption: interruption, observer: observer
        ).run()
    }

    private func failure(_ error: LabError) -> RunResult {
        var result = RunResult(
            scenario: loaded.scenario.name, topology: loaded.topology.name, backend: hosts.name,
            seed: seed)
        result.outcome = interruption.isRequested ? .interrupted : .error
        result.message = interruption.isRequested ? "interrupted" : error.message
        return result
    }
}
