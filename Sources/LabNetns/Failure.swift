import Glibc
import LabModel

/// What the machine refused while a lab's process tree was made.
struct Failure: Hashable {
    /// What was tried, in the launcher's words.
    enum Stage: String {
        case start, record, namespaces, map, mount, proc, execute
    }

    var stage: Stage
    var error: Int32

    init(stage: Stage, error: Int32) {
        self.stage = stage
        self.error = error
    }

    /// Reads a line of the status pipe; `nil` for any other.
    init?(report: String) {
        let words = report.split(separator: " ")
        guard words.count == 3, words[0] == "failed", let stage = Stage(rawValue: String(words[1])),
            let error = Int32(words[2])
        else { return nil }
        self.init(stage: stage, error: error)
    }

    static func text(_ error: Int32) -> String { String(cString: strerror(error)) }

    /// What happened and what to do about it.
    func error(_ executables: LabExecutables) -> LabError {
        let reason = Self.text(error)
        switch stage {
        case .start: return LabError("can't start a lab: \(reason)")
        case .record:
            return LabError(
                "can't write to the lab's runtime directory: \(reason); make room, or set "
                    + "XDG_RUNTIME_DIR to another directory")
        case .namespaces, .map:
            return LabError(
                "this machine lets you make no namespaces: \(reason). "
                    + "\(Remedy.userNamespaces(error)), or run lab as root; lab doctor says more, "
                    + "and --backend memory needs nothing")
        case .mount:
            return LabError(
                "this machine lets nobody mount in a user namespace: \(reason). "
                    + "\(Remedy.mounts); lab doctor says more, and --backend memory needs nothing")
        case .proc:
            return LabError(
                "can't mount /proc for the lab: \(reason). \(Remedy.proc); lab doctor says more, "
                    + "and --backend memory needs nothing")
        case .execute:
            return LabError(
                "can't run \(executables.lab): \(reason); set LAB_EXECUTABLE to the path of lab")
        }
    }
}
