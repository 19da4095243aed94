/// Whom a pool takes in when two agents join (Consul, `agent/consul/merge.go`).
public enum MergeRule: Hashable, Sendable {
    /// Everybody.
    case anyone
    /// Agents of one datacenter, each with a node id of its own: the LAN pool.
    case datacenter(String)
    /// Servers only: the WAN pool.
    case servers
}
