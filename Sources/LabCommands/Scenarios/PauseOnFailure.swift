import Foundation
import LabRunner

/// Stops a run where something did not hold, so that somebody can look into the lab as it is.
struct PauseOnFailure {
    /// The lab's name.
    let environment: String
    let interruption: Interruption

    /// Waits for Enter where an event says that a step failed.
    func look(at event: TimelineEvent) {
        guard case .stepEnded(let step) = event.kind,
            step.outcome == .failed || step.outcome == .error, !interruption.isRequested
        else { return }
        let suffix = EnvironmentOptions.option(environment)
        Console.printError(
            "paused with the faults in force: look into it with lab status\(suffix), "
                + "lab logs\(suffix), lab shell\(suffix) HOST; Enter goes on")
        awaitEnter()
    }

    /// Reads a line, or less where it ends or somebody presses Ctrl-C.
    private func awaitEnter() {
        var byte: UInt8 = 0
        while !interruption.isRequested {
            var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 100) > 0 else { continue }
            guard read(STDIN_FILENO, &byte, 1) > 0, byte != UInt8(ascii: "\n") else { return }
        }
    }
}
