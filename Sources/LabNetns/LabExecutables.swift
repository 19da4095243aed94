import Glibc
import LabModel

/// The programs that a lab's process tree is made of.
public struct LabExecutables: Hashable, Sendable {
    /// `lab`, which is the supervisor.
    public var lab: String
    /// `lab-agent`, or a `lab` that does the same under that name.
    public var agent: String

    /// Takes others than those of this process.
    public init(lab: String, agent: String) {
        self.lab = lab
        self.agent = agent
    }

    /// Those of this process: `$LAB_EXECUTABLE` or its own, and `$LAB_AGENT` or the one beside it.
    ///
    /// - Throws: `LabError` where this process does not know its own executable.
    public static func current() throws(LabError) -> LabExecutables {
        let lab = variable("LAB_EXECUTABLE") ?? ownPath()
        guard let lab else {
            throw LabError("can't find the program lab: set LAB_EXECUTABLE to its path")
        }
        if let agent = variable("LAB_AGENT") {
            guard access(agent, X_OK) == 0 else {
                throw LabError("\(agent) is no program: set LAB_AGENT to the path of lab-agent")
            }
            return LabExecutables(lab: lab, agent: agent)
        }
        let folder = lab.lastIndex(of: "/").map { lab[..<$0] } ?? ""
        let beside = "\(folder)/lab-agent"
        return LabExecutables(lab: lab, agent: access(beside, X_OK) == 0 ? beside : lab)
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.hasPrefix("/") ? text : nil
    }

    private static func ownPath() -> String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }
}
