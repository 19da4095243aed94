import LabModel
import LabNetwork

/// The one thing that a fault is done to, where a new fault takes the place of the one before.
enum FaultKey: Hashable {
    case pause(Unit)
    case unplug(host: String, network: String)
    case link(host: String, Fault.Direction)
    case between([String], [String], Fault.Direction)
    case skew(host: String)
    case fillDisk(host: String)
    case dns(host: String, match: TextPattern?)

    /// Whether a fault of this key ends one of another.
    func replaces(_ other: FaultKey) -> Bool {
        switch (self, other) {
        case (.link(let host, let direction), .link(let otherHost, let otherDirection)):
            host == otherHost && direction.overlaps(otherDirection)
        case (.between(let a, let b, let direction), .between(let c, let d, let otherDirection)):
            a == c && b == d && direction.overlaps(otherDirection)
                || a == d && b == c && direction.overlaps(otherDirection.reversed)
        default: self == other
        }
    }

    /// Whether a second fault of this key changes nothing, so that the first one stays in force.
    var isRepeatable: Bool {
        switch self {
        case .pause, .unplug: true
        case .link, .between, .skew, .fillDisk, .dns: false
        }
    }
}

extension Fault.Direction {
    fileprivate func overlaps(_ other: Fault.Direction) -> Bool {
        self == other || self == .both || other == .both
    }

    fileprivate var reversed: Fault.Direction {
        switch self {
        case .to: .from
        case .from: .to
        case .both: .both
        }
    }
}
