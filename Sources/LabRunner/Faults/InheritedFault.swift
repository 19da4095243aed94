import LabModel
import LabNetwork

/// A fault that was put in force before, by somebody else.
public struct InheritedFault: Hashable, Sendable {
    /// Its number in the lab.
    public var id: FaultID
    /// The fault itself.
    public var fault: ActiveFault
    /// Since when it is in force.
    public var since: Instant

    /// Makes a record.
    public init(id: FaultID, fault: ActiveFault, since: Instant) {
        self.id = id
        self.fault = fault
        self.since = since
    }
}

extension ScenarioRunner {
    /// Takes over a fault as if a step had injected it.
    func inherit(_ inherited: InheritedFault) {
        let words = inherited.fault.words
        let keyword = words.prefix { $0 != " " }
        _ = ledger.add(
            words, keyword: String(keyword), since: inherited.since, isInherited: true,
            effects: [.injected(inherited.fault.key, inherited.id)])
    }
}

extension ActiveFault {
    /// The one thing that it is done to; `nil` where there are several, or it adds to others.
    fileprivate var key: FaultKey? {
        switch self {
        case .pause(let units): units.count == 1 ? .pause(units[0]) : nil
        case .unplug(let hosts, let network?):
            hosts.count == 1 ? .unplug(host: hosts[0], network: network) : nil
        case .degradeLink(let hosts, _, let direction):
            hosts.count == 1 ? .link(host: hosts[0], direction) : nil
        case .degradeBetween(let a, let b, _, let direction):
            .between(a.sorted(), b.sorted(), direction)
        case .skew(let hosts, _, _): hosts.count == 1 ? .skew(host: hosts[0]) : nil
        case .fillDisk(let hosts, _): hosts.count == 1 ? .fillDisk(host: hosts[0]) : nil
        case .dns(let hosts, _, _, let match):
            hosts.count == 1 ? .dns(host: hosts[0], match: match) : nil
        case .partition, .block, .unplug(_, nil): nil
        }
    }
}
