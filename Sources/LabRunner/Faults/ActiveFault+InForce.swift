import LabModel
import LabNetwork

extension ActiveFault {
    /// The hosts that it is about, each as often as it names it.
    public var hosts: [String] {
        switch self {
        case .pause(let units): units.map(\.host)
        case .partition(let groups): groups.flatMap(\.self)
        case .block(let from, let to, _): from + to
        case .degradeBetween(let a, let b, _, _): a + b
        case .unplug(let names, _), .degradeLink(let names, _, _), .skew(let names, _, _),
            .fillDisk(let names, _), .dns(let names, _, _, _):
            names
        }
    }

    /// Whether it takes the place of another one that is in force.
    public func takesPlace(of other: ActiveFault) -> Bool {
        guard case .degradeBetween(let a, let b, _, _) = self,
            case .degradeBetween(a, b, _, _) = other
        else { return false }
        return true
    }
}

/// What the faults in force, the oldest first, come to on one host: the newest holds.
extension [ActiveFault] {
    /// How far a host's wall clock is off, and how fast it drifts.
    public func skew(of host: String) -> (offset: Interval, driftPerBillion: Int64) {
        for case .skew(let names, let offset, let drift) in reversed() where names.contains(host) {
            return (offset, drift)
        }
        return (.zero, 0)
    }

    /// How many bytes of room for data a host is left; `nil` for all there is.
    public func roomLeft(on host: String) -> Int64? {
        for case .fillDisk(let names, let leave) in reversed() where names.contains(host) {
            return leave
        }
        return nil
    }

    /// What the discovery server on a host answers instead of the truth.
    public func dnsFault(
        on host: String
    ) -> (answer: Fault.DNSAnswer?, delay: Interval?, match: TextPattern?)? {
        for case .dns(let names, let answer, let delay, let match) in reversed()
        where names.contains(host) {
            return (answer, delay, match)
        }
        return nil
    }
}
