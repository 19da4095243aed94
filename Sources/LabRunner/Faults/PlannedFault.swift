import LabModel
import LabNetwork

/// A fault whose targets have been found, part by part.
struct PlannedFault {
    /// One part that the lab puts in force by itself.
    struct Part {
        var key: FaultKey?
        var fault: ActiveFault
    }

    /// The fault in the scenario's words.
    var words: String
    /// The parts; each ends by itself.
    var parts: [Part]
}

extension Fault {
    /// The action's word.
    var keyword: String {
        switch self {
        case .pause: "pause"
        case .maintenance: "maintenance"
        case .partition: "partition"
        case .isolate: "isolate"
        case .block: "block"
        case .unplug: "unplug"
        case .degrade: "degrade"
        case .skew: "skew"
        case .fillDisk: "fill-disk"
        case .dns: "dns-fault"
        }
    }

    /// The targets that it names.
    var targets: [Target] {
        switch self {
        case .pause(let targets), .maintenance(let targets, _): targets
        case .partition(let groups): groups.flatMap(\.self)
        case .isolate(let hosts), .unplug(let hosts, _), .skew(let hosts, _, _),
            .fillDisk(let hosts, _), .dns(let hosts, _, _, _):
            hosts
        case .block(let from, let to, _): from + to
        case .degrade(.link(let host), _, _): [host]
        case .degrade(.between(let a, let b), _, _): a + b
        }
    }
}
