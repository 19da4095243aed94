import LabModel
import LabProgram

/// A process that the agent of a host runs: a component, or an instance of a service.
public struct ProcessSpec: Hashable, Codable, Sendable {
    /// A file that is written before each start.
    public struct File: Hashable, Codable, Sendable {
        /// The absolute path on the host.
        public var path: String
        /// The whole contents.
        public var contents: String

        /// Makes a file.
        public init(path: String, contents: String) {
            self.path = path
            self.contents = contents
        }
    }

    /// The word that stands for the agent's own executable in `command`.
    public static let agent = "lab-agent"

    /// The name on the host: a component's name, or `<service>.<index>`.
    public var name: String
    /// The program, by path or by name in the host's `PATH`, and its arguments.
    public var command: [String]
    /// Variables that add to the host's environment, or replace them.
    public var environment: [ServiceDefinition.Variable]
    /// The working directory; `nil` for `/`.
    public var directory: String?
    /// Files that are written before each start.
    public var files: [File]
    /// Files that are filled in from the catalog, and anew whenever it changes; templates.
    public var rendered: [File]
    /// What `rendered` is filled in from; `nil` where there is none.
    public var catalog: CatalogSource?
    /// Directories that are made before the first start and survive restarts of the process and
    /// of the host.
    public var data: [String]
    /// TCP ports that are opened for it before it starts and passed to it, so that nobody is refused
    /// meanwhile; only for programs that know of it (`PassedPorts`).
    public var listens: [UInt16]
    /// The signal of an orderly end.
    public var stopSignal: String
    /// How long after that signal the process is killed.
    public var stopGraceMilliseconds: Int64
    /// The signal after a rendered file has changed; `nil` for a restart.
    public var reloadSignal: String?
    /// The container that the process is, where it is an instance.
    public var container: Container?

    /// Makes a process with everything optional left out.
    public init(name: String, command: [String]) {
        self.name = name
        self.command = command
        environment = []
        files = []
        rendered = []
        data = []
        listens = []
        stopSignal = "SIGTERM"
        stopGraceMilliseconds = 10_000
    }
}
