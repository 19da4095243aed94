import LabNetwork

/// How a real program is run as a component: a user's own definition, or one that the lab ships.
///
/// Texts that hold `{{…}}` are Mustache templates; they are filled in for each host.
public struct ComponentProgram: Hashable, Codable, Sendable {
    /// A file that the program reads.
    public struct File: Hashable, Codable, Sendable {
        /// The path on the host.
        public var path: String
        /// The contents, a template.
        public var contents: String

        /// Makes a file.
        public init(path: String, contents: String) {
            self.path = path
            self.contents = contents
        }
    }

    /// When the program counts as ready.
    public struct Readiness: Hashable, Codable, Sendable {
        /// The address that must answer, a template; `nil` for another test.
        public var http: String?
        /// The `host:port` that must accept a connection, a template; `nil` for another test.
        public var tcp: String?
        /// The status that the answer must have; 200 to 399 where it is not said.
        public var status: Bound?
        /// What the answer's body must be or hold.
        public var body: TextPattern?
        /// How long it may take.
        public var within: Interval
        /// What to look at when it takes longer.
        public var hint: String?

        /// Makes a test.
        public init(
            http: String? = nil, tcp: String? = nil, status: Bound? = nil,
            body: TextPattern? = nil, within: Interval = .seconds(30), hint: String? = nil
        ) {
            self.http = http
            self.tcp = tcp
            self.status = status
            self.body = body
            self.within = within
            self.hint = hint
        }
    }

    /// The definition's name.
    public var name: String
    /// What it is for, in its author's words.
    public var description: String
    /// What the component is there for; `nil` where the definition leaves that to its user.
    public var role: ComponentDefinition.Role?
    /// The program and its arguments, templates.
    public var command: [String]
    /// The program's environment, its values templates.
    public var environment: [ServiceDefinition.Variable]
    /// The files that are written before it starts.
    public var files: [File]
    /// Files that are filled in from the catalog too, and written anew whenever that changes.
    public var rendered: [File]
    /// What templates know of the component where its user configures nothing else, always a map.
    public var defaults: Setting
    /// When it counts as ready; at once where it is `nil`.
    public var ready: Readiness?
    /// The signal that asks it to end.
    public var stopSignal: String
    /// How long it has to end before it is killed.
    public var stopGrace: Interval
    /// The signal that makes it read its files again; `nil` where it has to be restarted.
    public var reloadSignal: String?
    /// Directories that survive kill and restart, and are wiped with the host.
    public var data: [String]
    /// Programs that must be on the machine.
    public var requires: [String]
    /// The command that installs them, for people to copy.
    public var install: String?
    /// Whether it answers DNS on port 53 of its host, in the place of the lab's own resolver.
    public var isResolver: Bool
    /// The directory that relative paths of the command start from; `nil` for the lab's own.
    public var directory: String?
    /// Where the file names it.
    public var location: SourceLocation?

    /// Makes a definition with everything optional left out.
    public init(name: String, command: [String]) {
        self.name = name
        self.command = command
        description = ""
        environment = []
        files = []
        rendered = []
        defaults = .map([])
        stopSignal = "SIGTERM"
        stopGrace = .seconds(10)
        data = []
        requires = []
        isResolver = false
    }
}
