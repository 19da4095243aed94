/// What the HTTP API needs to know about the agent that it belongs to.
struct APISettings: Hashable, Sendable {
    /// The agent's datacenter.
    var datacenter: String
    /// The agent's node.
    var nodeName: String
    /// Whether every answer is laid out for people, as in development mode.
    var isAlwaysPretty = false
    /// How large a value of the KV store may be (Consul, `kv_max_value_size`).
    var maximumValueSize = 512 * 1024
    /// How large the body of a transaction may be (Consul, `txn_max_req_len`).
    var maximumTransactionSize = 512 * 1024

    /// Makes the settings of an agent.
    init(datacenter: String, nodeName: String) {
        self.datacenter = datacenter
        self.nodeName = nodeName
    }
}
