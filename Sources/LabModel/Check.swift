/// Something that holds or does not hold at a moment.
public indirect enum Check: Hashable, Sendable {
    case dns(DNSCheck)
    case http(HTTPCheck)
    case roundRobin(RoundRobinCheck)
    case members(MembersCheck)
    case leader(LeaderCheck)
    /// In no term have more than this many servers led.
    case leadersPerTerm(atMost: Int)
    case catalog(InstancesCheck)
    case health(InstancesCheck)
    case kv(KeyCheck)
    case process(ProcessCheck)
    case reach(ReachCheck)
    case log(LogCheck)
    case traffic([TrafficCheck])
    case any([PlacedCheck])
    case all([PlacedCheck])
    case not([PlacedCheck])

    /// The key that the scenario language has for it.
    public var key: String {
        switch self {
        case .dns: "dns"
        case .http: "http"
        case .roundRobin: "round-robin"
        case .members: "members"
        case .leader: "leader"
        case .leadersPerTerm: "leaders-per-term"
        case .catalog: "catalog"
        case .health: "health"
        case .kv: "kv"
        case .process: "process"
        case .reach: "reach"
        case .log: "log"
        case .traffic: "traffic"
        case .any: "any"
        case .all: "all"
        case .not: "not"
        }
    }
}
