import LabNetwork
import LabRunner

extension FailureReport.EndedProcess {
    /// What became of the process, for people.
    var words: String {
        "\(unit) has ended with code \(code)" + (since.map { ", \($0.secondsText) s ago" } ?? "")
    }
}
