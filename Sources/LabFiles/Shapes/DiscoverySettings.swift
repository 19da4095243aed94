/// The keys of the built-in discovery agent: Consul's, where it has one of that meaning.
///
/// Source: Consul 1.8, agent configuration reference.
enum DiscoverySettings {
    static let shape = ObjectShape("a discovery component", own + membership + agent)

    private static let own = [
        Field("servers", .texts, "The hosts whose agents have a vote."),
        Field("datacenter", .text, "The datacenter's name."),
        Field("domain", .text, "The DNS domain that is answered for."),
        Field("alt_domain", .text, "A second DNS domain."),
        Field("raft_multiplier", .integer(1...10), "How patient servers are; 1 in production."),
        Field("performance", .object(performance), "Timing."),
        Field("bootstrap", .flag, "Whether the only server elects itself."),
        Field("bootstrap_expect", .integer(0...1_000), "How many servers elect the first leader."),
        Field("dns_config", .object(dns), "How DNS questions are answered."),
        Field("ports", .object(ports), "The ports to listen on."),
        Field("services", .items(.object(service)), "Services that the agents declare."),
        Field("checks", .items(.object(check)), "Checks of the nodes themselves."),
        Field("node_meta", .table(.text), "Facts about every node."),
    ]

    /// The names of memberlist's configurations, and of Consul's development mode.
    private static let profiles = ["lan", "wan", "local", "development"]

    private static let membership = [
        Field("retry_join", .texts, "Hosts or addresses to join until one answers."),
        Field("retry_interval", .duration, "The time between attempts to join."),
        Field("retry_max", .integer(0...1_000_000), "How many attempts; 0 for ever."),
        Field("retry_interval_wan", .duration, "The time between attempts to join them."),
        Field("retry_join_wan", .texts, "Servers of other datacenters to join."),
        Field("leave_on_terminate", .flag, "Whether an orderly stop leaves the cluster."),
        Field("rejoin_after_leave", .flag, "Whether a restart joins again after a leave."),
        Field("lifeguard", .flag, "Whether suspicion follows the agent's own health."),
        Field("gossip", .choice(profiles), "The pace of gossip."),
    ]

    private static let agent = [
        Field("autopilot", .object(autopilot), "How the leader looks after the servers."),
        Field("check_update_interval", .duration, "How often unchanged output is written."),
        Field("check_output_max_size", .integer(1...1_048_576), "Bytes of output that are kept."),
        Field("default_query_time", .duration, "How long a blocking query waits."),
        Field("max_query_time", .duration, "How long a blocking query may wait."),
    ]

    private static let performance = ObjectShape(
        "performance",
        [
            Field("raft_multiplier", .integer(1...10), "How patient servers are."),
            Field("leave_drain_time", .duration, "How long a leaving server answers."),
            Field("rpc_hold_timeout", .duration, "How long requests wait for a leader."),
        ])

    private static let soa = ObjectShape(
        "soa",
        [
            Field("refresh", .integer(0...4_294_967_295), "Seconds."),
            Field("retry", .integer(0...4_294_967_295), "Seconds."),
            Field("expire", .integer(0...4_294_967_295), "Seconds."),
            Field("min_ttl", .integer(0...4_294_967_295), "Seconds."),
        ])

    private static let dns = ObjectShape(
        "dns_config",
        [
            Field("allow_stale", .flag, "Whether any server may answer."),
            Field("max_stale", .duration, "How old an answer may be."),
            Field("only_passing", .flag, "Whether instances with a warning are left out."),
            Field("enable_truncate", .flag, "Whether cut answers say so."),
            Field("disable_compression", .flag, "Whether names are written out."),
            Field("node_ttl", .duration, "The time to live of nodes' records."),
            Field(
                "service_ttl", .either([.duration, .table(.duration)]),
                "The time to live of services' records; * for all others."),
            Field("udp_answer_limit", .integer(0...10_000), "Answers in one datagram."),
            Field("a_record_limit", .integer(0...10_000), "Address records in one answer."),
            Field("enable_additional_node_meta_txt", .flag, "Whether TXT records go along."),
            Field("soa", .object(soa), "The SOA record."),
        ])

    private static let ports = ObjectShape(
        "ports",
        ["dns", "http", "server", "serf_lan", "serf_wan"].map {
            Field($0, .port, "The port.")
        })

    private static let autopilot = ObjectShape(
        "autopilot",
        [
            Field("cleanup_dead_servers", .flag, "Whether failed servers lose their vote."),
            Field("last_contact_threshold", .duration, "When a server counts as unhealthy."),
            Field("max_trailing_logs", .integer(0...1_000_000_000), "How far it may lag."),
            Field("min_quorum", .integer(0...1_000), "Voters that are always kept."),
            Field("server_stabilization_time", .duration, "How long until it gets a vote."),
        ])

    private static let check = ObjectShape(
        "a check",
        [
            Field("id", .text, "The check's id."),
            Field("name", .text, "The check's name."),
            Field("notes", .text, "What it means."),
            Field("http", .text, "The address that must answer with 200 to 299."),
            Field("method", .text, "The method of the request."),
            Field("header", .table(.texts), "Header fields to send."),
            Field("body", .text, "The body to send."),
            Field("tcp", .text, "The host:port that must accept a connection."),
            Field("ttl", .duration, "How long it passes without a word."),
            Field("interval", .duration, "How long from one test to the next."),
            Field("timeout", .duration, "How long a test may take."),
            Field("status", .choice(["passing", "warning", "critical"]), "What it starts with."),
            Field("success_before_passing", .integer(0...1_000), "Successes until it passes."),
            Field(
                "failures_before_critical", .integer(0...1_000), "Failures until it is critical."),
            Field(
                "deregister_critical_service_after", .duration,
                "How long it may be critical before the service is removed."),
            Field("on", .texts, "The hosts whose agents have it; all where it is left out."),
        ])

    private static let weights = ObjectShape(
        "weights",
        [
            Field("passing", .integer(0...65_535), "The weight while it passes."),
            Field("warning", .integer(0...65_535), "The weight with a warning."),
        ])

    private static let service = ObjectShape(
        "a service definition",
        [
            Field("id", .text, "The instance's id; the name where it is left out."),
            Field("name", .text, "The service's name.", isRequired: true),
            Field("port", .integer(0...65_535), "The port."),
            Field("address", .text, "The address; the node's where it is left out."),
            Field("tags", .texts, "Tags."),
            Field("meta", .table(.text), "Facts about the instance."),
            Field("weights", .object(weights), "Weights of SRV records."),
            Field("enable_tag_override", .flag, "Whether others may change the tags."),
            Field("check", .object(check), "How the instance is tested."),
            Field("checks", .items(.object(check)), "How the instance is tested."),
            Field("on", .texts, "The hosts whose agents declare it; all where it is left out."),
        ])
}
