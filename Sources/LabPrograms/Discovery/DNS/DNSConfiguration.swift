import LabDNS
import LabNetwork

/// The settings of an agent's DNS interface; the defaults are Consul's (`dns_config`, spec 3.11).
public struct DNSConfiguration: Hashable, Sendable {
    /// The numbers of the zone's SOA record (`soa`).
    public struct StartOfAuthority: Hashable, Sendable {
        /// When secondaries look for changes (`refresh`).
        public var refresh = Interval.seconds(3600)
        /// When they try again (`retry`).
        public var retry = Interval.seconds(600)
        /// When they give up (`expire`).
        public var expire = Interval.seconds(86_400)
        /// How long a missing name is remembered, and the record's own TTL (`min_ttl`).
        public var minimumTTL = Interval.zero

        /// Makes Consul's defaults.
        public init() {}
    }

    /// The TTL of the services that a pattern fits (an element of `service_ttl`).
    public struct ServiceTTL: Hashable, Sendable {
        /// A service's name, or the beginning of one and a final `*`.
        public var pattern: String
        /// For how long answers about them may be kept.
        public var ttl: Interval

        /// Makes a rule.
        public init(pattern: String, ttl: Interval) {
            self.pattern = pattern
            self.ttl = ttl
        }
    }

    /// A second domain that is answered for (`alt_domain`).
    public var alternativeDomain: DNSName?
    /// Whether every server may answer, not the leader alone (`allow_stale`).
    public var allowsStale = true
    /// How long ago a server may have heard the leader to answer (`max_stale`).
    public var maximumStaleness = Interval.hours(87_600)
    /// Whether instances that warn are left out (`only_passing`).
    public var answersOnlyPassing = false
    /// Whether a cut answer over UDP says so (`enable_truncate`).
    public var marksTruncation = false
    /// Whether names are compressed (not `disable_compression`).
    public var compressesNames = true
    /// For how long answers about nodes may be kept (`node_ttl`).
    public var nodeTTL = Interval.zero
    /// For how long answers about services may be kept (`service_ttl`); none means not at all.
    public var serviceTTLs: [ServiceTTL] = []
    /// The most answers over UDP to a client without EDNS (`udp_answer_limit`); 8 is the ceiling.
    public var udpAnswerLimit = 3
    /// The most addresses in any answer (`a_record_limit`); 0 for no limit.
    public var addressLimit = 0
    /// Whether answers carry the node's metadata as additional TXT records
    /// (`enable_additional_node_meta_txt`).
    public var addsNodeMeta = true
    /// The numbers of the zone's SOA record.
    public var startOfAuthority = StartOfAuthority()

    /// Makes Consul's defaults.
    public init() {}

    /// The TTL of a service: that of its exact name, else of the longest fitting beginning.
    func ttl(ofService name: String) -> Interval {
        var longest: (length: Int, ttl: Interval)?
        for rule in serviceTTLs {
            if rule.pattern == name { return rule.ttl }
            guard rule.pattern.utf8.last == UInt8(ascii: "*") else { continue }
            let beginning = rule.pattern.utf8.dropLast()
            guard name.utf8.starts(with: beginning), beginning.count >= longest?.length ?? 0
            else { continue }
            longest = (beginning.count, rule.ttl)
        }
        return longest?.ttl ?? .zero
    }
}

extension Interval {
    /// Whole seconds as the DNS has them.
    var dnsSeconds: UInt32 { UInt32(clamping: nanoseconds / 1_000_000_000) }
}
