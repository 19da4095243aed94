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
    /// One beside it that is older may be of another build, which speaks otherwise; `lab` itself does
    /// the agent's work then.
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
        return LabExecutables(lab: lab, agent: isUsable(beside, with: lab) ? beside : lab)
    }

    /// Whether a program is the agent of this `lab`, and not one that a build has left from before.
    private static func isUsable(_ agent: String, with lab: String) -> Bool {
        guard access(agent, X_OK) == 0 else { return false }
        var (itself, beside) = (stat(), stat())
        guard stat(lab, &itself) == 0, stat(agent, &beside) == 0 else { return true }
        let (built, made) = (itself.st_mtim, beside.st_mtim)
        return (built.tv_sec, built.tv_nsec) <= (made.tv_sec, made.tv_nsec)
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
