import LabHost
import LabModel
import LabPrograms
import LabRunner

/// What a client asks of a supervisor.
struct ControlRequest: Codable {
    /// Comes back with the answer; 0 where none is wanted.
    var number: UInt32
    /// What is asked.
    var order: ControlOrder
}

/// What a supervisor can be asked to do.
///
/// Numbers of questions, commands and captures are the client's own.
enum ControlOrder: Codable {
    case keep
    case information
    case apply(Topology)
    /// Let what the hosts have written be on their disks.
    case syncDisks
    /// Keep all hosts as they are at one moment, for later labs of the same topology.
    case saveHosts
    case taint(host: String)
    case destroy

    case start(Unit)
    case deploy(
        service: String, host: String, count: Int, environment: [ServiceDefinition.Variable])
    case stop(Unit)
    case kill(Unit, signal: String)
    case leave(host: String)

    case inject(ActiveFault, outlivesClient: Bool)
    case heal(FaultID)
    case healAll
    case faults

    case probe(ProbeID, ProbeRequest, host: String)
    case forget(ProbeID)
    case startTraffic(TrafficPlan, host: String)
    case trafficStatistics(name: String)
    case leaderships
    case log(Unit)
    /// Lines come as notes from now on, after the last so many of those there are.
    case follow([Unit], tail: Int)
    case unfollow

    /// The command's input and output are stream frames of that number.
    case execute(UInt32, CommandSpec, host: String)
    case resize(UInt32, rows: Int, columns: Int)
    /// Nothing more will be written to the command's input.
    case endInput(UInt32)
    /// Nobody wants a command any more: it is killed.
    case abandon(UInt32)

    /// The listening descriptor goes along with the request.
    case publish(LabInformation.Publication)
    /// The descriptor that packets are written to goes along with the request.
    case capture(UInt32, host: String, network: String?)
    case endCapture(UInt32)
}

extension ControlOrder {
    /// The host that must have come to be before this can be done.
    var host: String? {
        switch self {
        case .start(let unit), .stop(let unit): unit.host
        case .deploy(_, let host, _, _), .leave(let host), .probe(_, _, let host),
            .startTraffic(_, let host), .execute(_, _, let host):
            host
        case .kill(.component(let host, _), _), .kill(.instance(let host, _, _), _): host
        default: nil
        }
    }

    /// Whether this is the order to end.
    var isDestroy: Bool { if case .destroy = self { true } else { false } }

    /// Whether this is about what `apply` may be changing.
    var waitsForChanges: Bool {
        switch self {
        case .keep, .information, .faults, .forget, .leaderships, .log, .unfollow, .destroy,
            .resize, .endInput, .abandon, .endCapture, .trafficStatistics:
            false
        default: true
        }
    }
}
