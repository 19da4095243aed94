/// How well something is.
public enum HealthStatus: UInt8, Sendable, Comparable {
    case passing, warning, critical

    /// Whether one is better than the other.
    public static func < (a: HealthStatus, b: HealthStatus) -> Bool { a.rawValue < b.rawValue }

    /// Reads the word of the HTTP API.
    public init?(word: some StringProtocol) {
        switch word {
        case "passing": self = .passing
        case "warning": self = .warning
        case "critical": self = .critical
        default: return nil
        }
    }

    /// The word of the HTTP API.
    public var word: String {
        switch self {
        case .passing: "passing"
        case .warning: "warning"
        case .critical: "critical"
        }
    }
}

/// A health check in the catalog (spec appendix C, Check).
public struct CatalogCheck: Hashable, Sendable {
    /// The name of the node that it is about.
    public var node: String
    /// The id, unique on its node.
    public var id: String
    /// The check's name.
    public var name: String
    /// How well what it tests is.
    public var status: HealthStatus
    /// What people wrote about it.
    public var notes: String
    /// What the last test printed.
    public var output: String
    /// The instance it is about; empty for the whole node.
    public var serviceID: String
    /// The name of that instance's service.
    public var serviceName: String
    /// The tags of that instance.
    public var serviceTags: [String]
    /// `ttl`, `http`, `tcp`, `script`, `alias`, `maintenance`, or empty for serfHealth.
    public var type: String
    /// The definition that came with a registration in the catalog, as compact JSON; empty for none.
    public var definition: String
    /// The Raft index of its creation.
    public var createIndex: UInt64
    /// The Raft index of its last change.
    public var modifyIndex: UInt64

    /// Makes a check.
    public init(
        node: String, id: String, name: String, status: HealthStatus = .critical,
        notes: String = "", output: String = "", serviceID: String = "",
        serviceName: String = "", serviceTags: [String] = [], type: String = ""
    ) {
        self.node = node
        self.id = id
        self.name = name
        self.status = status
        self.notes = notes
        self.output = output
        self.serviceID = serviceID
        self.serviceName = serviceName
        self.serviceTags = serviceTags
        self.type = type
        definition = ""
        createIndex = 0
        modifyIndex = 0
    }
}
