/// What an image is to be made of.
public struct ImageRequest: Hashable, Sendable {
    /// The agent's executable, which must be linked statically.
    public var agent: String
    /// Programs that hosts run, by name in `PATH` or by absolute path; with what they need.
    public var programs: [String]
    /// Files and directories that the programs find where they are here; what is not there, or is
    /// larger than 100 MB, stays away.
    public var companions: [String] = []
    /// A kernel of the user's own; `nil` for the distribution's.
    public var kernel: String?
    /// A disk image of the user's own with a root file system, raw or qcow2, in place of the programs.
    public var disk: String?

    /// Makes a request for the distribution's kernel and the named programs.
    public init(agent: String, programs: [String]) {
        self.agent = agent
        self.programs = programs
    }
}
