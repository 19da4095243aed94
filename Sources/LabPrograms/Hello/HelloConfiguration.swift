import LabNetwork
import LabProgram

/// What an instance of `hello` answers and how.
public struct HelloConfiguration: Hashable, Sendable {
    /// Who answers: the container's short id.
    public var instanceID: String
    /// The ports of the host that it serves.
    public var ports: [UInt16]
    /// The status of every answer.
    public var status: Int
    /// How long every answer is held back.
    public var delay: Interval
    /// How long it takes from the start until the ports are served.
    public var startDelay: Interval
    /// What can't be understood of the environment, in words.
    public var mistakes: [String]

    /// Makes the configuration of an instance that answers 200 at once.
    public init(instanceID: String, ports: [UInt16]) {
        self.instanceID = instanceID
        self.ports = ports
        status = 200
        delay = .zero
        startDelay = .zero
        mistakes = []
    }

    /// Reads the configuration that a container's environment gives.
    ///
    /// `HELLO_STATUS` is the status to answer with, `HELLO_DELAY` holds every answer back, and
    /// `HELLO_START_DELAY` lets time pass before the ports are served (`200ms`, `1m30s`). The ports
    /// are the published TCP ports of the host; on the host's own network the exposed ones.
    public init(_ container: Container) {
        let isOnHost = container.networkMode == .host
        self.init(
            instanceID: container.shortID,
            ports: container.ports.compactMap { port in
                port.isUDP ? nil : port.published ?? (isOnHost ? port.exposed : nil)
            })
        for variable in container.environment where variable.name.hasPrefix("HELLO_") {
            read(variable)
        }
    }

    private mutating func read(_ variable: Container.Variable) {
        switch variable.name {
        case "HELLO_STATUS":
            guard let number = Int(variable.value), (200...599).contains(number) else {
                return mistake(variable, "a status from 200 to 599")
            }
            status = number
        case "HELLO_DELAY":
            guard let interval = GoDuration.parse(variable.value).value, interval >= .zero else {
                return mistake(variable, "a duration such as 200ms")
            }
            delay = interval
        case "HELLO_START_DELAY":
            guard let interval = GoDuration.parse(variable.value).value, interval >= .zero else {
                return mistake(variable, "a duration such as 5s")
            }
            startDelay = interval
        default:
            mistakes.append(
                "\(variable.name) is unknown; there are HELLO_STATUS, HELLO_DELAY and"
                    + " HELLO_START_DELAY")
        }
    }

    private mutating func mistake(_ variable: Container.Variable, _ expected: String) {
        mistakes.append("\(variable.name) is \(variable.value), and not \(expected)")
    }
}
