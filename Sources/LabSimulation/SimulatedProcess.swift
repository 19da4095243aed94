import LabNetwork
import LabProgram

/// One run of one program on one host.
final class SimulatedProcess {
    let id: Int32
    let host: SimulatedHost
    let name: String
    let program: AnyProgramBox
    let folder: DataFolder
    /// The container that it is the main process of, if it is one's.
    let containerID: String?
    var state = ProcessState.running
    var random: RandomStream
    var log: [ProcessLogLine] = []
    /// What happened while it was frozen, in order.
    var held: [Occurrence] = []
    var watchesContainers = false
    /// Whether every event that it handles is of interest to who drives the world.
    var isObserver = false

    init(
        id: Int32, host: SimulatedHost, name: String, program: AnyProgramBox, folder: DataFolder,
        containerID: String?, random: RandomStream
    ) {
        self.id = id
        self.host = host
        self.name = name
        self.program = program
        self.folder = folder
        self.containerID = containerID
        self.random = random
    }

    var hasEnded: Bool {
        switch state {
        case .running, .paused: false
        case .exited, .signaled: true
        }
    }
}

/// What a process is doing.
public enum ProcessState: Hashable, Sendable {
    case running
    case paused
    /// It ended by itself, with this code.
    case exited(Int32)
    /// A signal ended it, or its host's power cut.
    case signaled(String)
}

/// A line that a program logged.
public struct ProcessLogLine: Sendable {
    /// When.
    public var at: Instant
    /// How much it matters.
    public var level: LogLevel
    /// What it says.
    public var text: String
}
