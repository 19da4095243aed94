import ArgumentParser
import LabNetwork
import LabPrograms
import LabRunner

/// The end of a command whose question was not answered.
enum NoAnswer {
    /// Says why there is no answer, and gives the exit status for it.
    static func status(_ result: ProbeResult) -> ExitCode {
        guard case .failed(let reason) = result.outcome else {
            Console.printError("no answer of that kind")
            return ExitStatus.backend
        }
        let time = (result.answeredAt - result.askedAt).secondsText
        Console.printError("no answer: \(reason) after \(time) s")
        return reason.contains("timed out") ? ExitStatus.timeout : ExitStatus.backend
    }
}
