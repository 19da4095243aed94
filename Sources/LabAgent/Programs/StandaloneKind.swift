import LabModel

/// A program that people can run by itself.
enum StandaloneKind: String, CaseIterable {
    case discovery, registrator, balancer, hello

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// What the program is in a topology; `nil` for an instance of a service.
    var role: ComponentDefinition.Role? {
        switch self {
        case .discovery: .discovery
        case .registrator: .registrator
        case .balancer: .loadBalancer
        case .hello: nil
        }
    }

    /// The keys that `--set` knows, nested ones with dots; `*` stands for any name.
    var keys: [String] {
        switch self {
        case .discovery:
            [
                "alt_domain", "autopilot.cleanup_dead_servers", "autopilot.last_contact_threshold",
                "autopilot.max_trailing_logs", "autopilot.min_quorum",
                "autopilot.server_stabilization_time", "bootstrap", "bootstrap_expect",
                "check_output_max_size", "check_update_interval", "datacenter",
                "default_query_time", "dns_config.a_record_limit", "dns_config.allow_stale",
                "dns_config.disable_compression", "dns_config.enable_additional_node_meta_txt",
                "dns_config.enable_truncate", "dns_config.max_stale", "dns_config.node_ttl",
                "dns_config.only_passing", "dns_config.service_ttl", "dns_config.service_ttl.*",
                "dns_config.soa.expire", "dns_config.soa.min_ttl", "dns_config.soa.refresh",
                "dns_config.soa.retry", "dns_config.udp_answer_limit", "domain", "gossip",
                "leave_on_terminate", "lifeguard", "max_query_time", "node_meta.*",
                "performance.leave_drain_time", "performance.raft_multiplier",
                "performance.rpc_hold_timeout", "ports.dns", "ports.http", "ports.serf_lan",
                "ports.serf_wan", "ports.server", "raft_multiplier", "rejoin_after_leave",
                "retry_interval", "retry_interval_wan", "retry_join", "retry_join_wan",
                "retry_max", "servers",
            ]
        case .registrator:
            [
                "cleanup", "deregister", "explicit", "hostname", "internal", "ip", "mode",
                "registry", "resync", "retry_attempts", "retry_interval", "tags",
                "use_ip_from_label",
            ]
        case .balancer:
            [
                "agent", "connect_timeout", "domain", "fail_timeout", "listen", "max_fails",
                "order", "pass_host", "personality", "quiescence", "quiescence.max",
                "quiescence.min", "read_timeout", "redispatch", "retries", "retry_interval",
                "service",
            ]
        case .hello: ["delay", "id", "port", "start_delay", "status"]
        }
    }

    /// Whether `--set` knows a key.
    func knows(_ key: String) -> Bool {
        keys.contains { known in
            known == key
                || known.hasSuffix(".*") && key.hasPrefix(known.dropLast())
                    && key.utf8.count > known.utf8.count - 1
        }
    }
}
