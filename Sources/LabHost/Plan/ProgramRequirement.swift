/// A program that must be on the machine for a topology.
public struct ProgramRequirement: Hashable, Codable, Sendable {
    /// The program: its name in the `PATH`, or its path.
    public var program: String
    /// What needs it: a component or an image.
    public var component: String
    /// The command that installs it, where somebody has said so.
    public var install: String?

    /// Makes a requirement.
    public init(program: String, component: String, install: String? = nil) {
        self.program = program
        self.component = component
        self.install = install
    }

    /// What to tell people who lack the program, such as
    /// `balancer needs nginx, which is not on this machine: apt-get install nginx`.
    public var remedy: String {
        let isPath = program.contains("/")
        let lack = isPath ? "there is no such program" : "which is not on this machine"
        return "\(component) needs \(program), \(lack)"
            + (install.map { ": \($0)" } ?? (isPath ? "" : ": install it, or put it on the PATH"))
    }
}
