import LabModel
import LabNetwork

/// Something that can be started, ended and looked at.
public enum Unit: Hashable, Codable, Sendable, CustomStringConvertible {
    case host(String)
    case component(host: String, name: String)
    /// One instance of a service, from 1 on each host.
    case instance(host: String, service: String, index: Int)

    /// The host that it is or is on.
    public var host: String {
        switch self {
        case .host(let name), .component(let name, _), .instance(let name, _, _): name
        }
    }

    /// As the scenario language writes it.
    public var description: String {
        switch self {
        case .host(let name): name
        case .component(let host, let name): "\(host)/\(name)"
        case .instance(let host, let service, let index): "\(host)/\(service).\(index)"
        }
    }
}

/// What a unit is doing.
public struct UnitStatus: Hashable, Codable, Sendable {
    /// What it is doing.
    public enum State: Hashable, Codable, Sendable {
        case running
        case paused
        /// Ended by itself or in order, with this code.
        case exited(Int32)
        /// Ended by a signal or by its host's power cut.
        case signaled(String)
    }

    /// The unit.
    public var unit: Unit
    /// What it is doing.
    public var state: State
    /// How often it was started after the first time.
    public var restarts: Int
    /// For an instance, the short id that `hello` answers with.
    public var instanceID: String?
    /// For an instance, its host's port for its first exposed port.
    public var publishedPort: UInt16?
    /// Since when it has been doing that, where the backend knows.
    public var since: Instant?

    /// Makes a status.
    public init(
        unit: Unit, state: State, restarts: Int = 0, instanceID: String? = nil,
        publishedPort: UInt16? = nil, since: Instant? = nil
    ) {
        self.unit = unit
        self.state = state
        self.restarts = restarts
        self.instanceID = instanceID
        self.publishedPort = publishedPort
        self.since = since
    }
}

/// One fault that was injected.
public struct FaultID: Hashable, Codable, Sendable {
    /// Its number in the lab.
    public var rawValue: Int
    /// Makes a handle of its number.
    public init(rawValue: Int) { self.rawValue = rawValue }
}

/// A fault whose targets are known by name.
public enum ActiveFault: Hashable, Codable, Sendable {
    case pause([Unit])
    /// Hosts of different groups can't exchange packets; every host is in one of them.
    case partition([[String]])
    case block(from: [String], to: [String], reject: Bool)
    case unplug([String], network: String?)
    case degradeLink([String], LinkConditions, Fault.Direction)
    case degradeBetween([String], [String], LinkConditions, Fault.Direction)
    case skew([String], offset: Interval, driftPerBillion: Int64)
    case fillDisk([String], leave: Int64)
    case dns([String], answer: Fault.DNSAnswer?, delay: Interval?, match: TextPattern?)
}

/// A server that began to lead.
public struct Leadership: Hashable, Codable, Sendable {
    /// The term of Raft.
    public var term: UInt64
    /// The server's host.
    public var host: String
    /// When.
    public var at: Instant

    /// Makes a record.
    public init(term: UInt64, host: String, at: Instant) {
        self.term = term
        self.host = host
        self.at = at
    }
}

/// A line that a program logged.
public struct LogLine: Hashable, Codable, Sendable {
    /// When.
    public var at: Instant
    /// Which program.
    public var unit: Unit
    /// The line, with its level's word.
    public var text: String

    /// Makes a line.
    public init(at: Instant, unit: Unit, text: String) {
        self.at = at
        self.unit = unit
        self.text = text
    }
}
