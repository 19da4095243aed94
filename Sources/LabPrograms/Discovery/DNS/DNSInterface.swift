import LabDNS
import LabNetwork
import LabProgram

/// A discovery agent's DNS interface: what it answers to a packet (spec 3).
///
/// It is a pure function of the packet, the catalog, the wall clock and random bits. Recursion to
/// other servers and prepared queries are left out: there are no recursors, and a prepared query
/// does not exist.
public struct DNSInterface: Sendable {
    /// The domain that Consul answers for where nothing else is configured.
    public static let defaultDomain = DNSName("consul", below: .root) ?? .root

    /// The settings; a new value counts from the next packet on.
    public var configuration: DNSConfiguration {
        didSet {
            zone = DNSZone(
                domain: zone.domain, alternative: configuration.alternativeDomain,
                datacenter: zone.datacenter)
        }
    }
    private(set) var zone: DNSZone

    /// Makes the interface of an agent.
    public init(
        configuration: DNSConfiguration, datacenter: String,
        domain: DNSName = DNSInterface.defaultDomain
    ) {
        self.configuration = configuration
        zone = DNSZone(
            domain: domain, alternative: configuration.alternativeDomain, datacenter: datacenter)
    }

    /// Answers a packet.
    ///
    /// - Parameters:
    ///   - packet: the message, without the length that TCP puts before it.
    ///   - overTCP: whether it came over TCP, where much more fits into an answer.
    ///   - catalog: the state of the agent's own datacenter.
    ///   - usingWANAddresses: whether the client is in another datacenter and wants the addresses
    ///     that it can reach (`translate_wan_addrs`).
    ///   - system: gives the wall clock and random bits.
    @inline(__always)
    public func answer(
        _ packet: [UInt8], overTCP: Bool, catalog: some DNSCatalog,
        usingWANAddresses: Bool = false, on system: inout some System
    ) -> DNSOutcome {
        // One draw for each packet, so that the work below is compiled for the catalog alone.
        var random = RandomStream(seed: system.randomBits())
        return answer(
            packet, overTCP: overTCP, catalog: catalog, usingWANAddresses: usingWANAddresses,
            wall: system.wallTime, random: &random)
    }

    func answer(
        _ packet: [UInt8], overTCP: Bool, catalog: some DNSCatalog, usingWANAddresses: Bool,
        wall: WallTime, random: inout RandomStream
    ) -> DNSOutcome {
        let query: DNSMessage
        switch DNSRequest(packet) {
        case .query(let message): query = message
        case .rejected(let reply): return .reply(reply.encoded())
        case .ignored: return .drop
        }
        guard var lookup = lookup(query, overTCP: overTCP, catalog: catalog, wall: wall)
        else { return .reply(query.reply(.refused).encoded()) }
        lookup.usesWANAddresses = usingWANAddresses
        if let datacenter = lookup.run(random: &random) { return .otherDatacenter(datacenter) }
        return .reply(lookup.encodedReply())
    }

    /// Answers a packet where there is no catalog to answer it from.
    ///
    /// What needs no catalog is answered as ever.
    ///
    /// - Parameters:
    ///   - failure: why there is none.
    ///   - packet: the message, without the length that TCP puts before it.
    ///   - system: gives the wall clock.
    public func failure(
        _ failure: DNSFailure, for packet: [UInt8], on system: inout some System
    ) -> DNSOutcome {
        let query: DNSMessage
        switch DNSRequest(packet) {
        case .query(let message): query = message
        case .rejected(let reply): return .reply(reply.encoded())
        case .ignored: return .drop
        }
        guard
            var lookup = lookup(
                query, overTCP: false, catalog: MissingCatalog(), wall: system.wallTime)
        else { return .reply(query.reply(.refused).encoded()) }
        lookup.failure = failure
        // Nothing is put into a random order where there is nothing.
        var random = RandomStream(seed: 0)
        if lookup.run(random: &random) != nil { lookup.fail() }
        return .reply(lookup.encodedReply())
    }

    /// The work on a query; `nil` where it is in no zone of the agent.
    func lookup<Catalog: DNSCatalog>(
        _ query: DNSMessage, overTCP: Bool, catalog: Catalog, wall: WallTime
    ) -> DNSLookup<Catalog>? {
        guard let question = query.questions.first else { return nil }
        let domainLength = zone.domainLength(of: question.name)
        guard domainLength != nil || question.name.isInside(DNSZone.reverse) else { return nil }
        return DNSLookup(
            interface: self, catalog: catalog, query: query, question: question,
            domainLength: domainLength, isOverTCP: overTCP, wall: wall)
    }
}

/// The catalog of an agent that can't read any.
struct MissingCatalog: DNSCatalog {
    var nodes: [CatalogNode] { [] }
    func node(named name: String) -> CatalogNode? { nil }
    func services(onNode name: String) -> [CatalogService] { [] }
    func instances(ofService name: String) -> [CatalogService] { [] }
    func checks(onNode name: String) -> [CatalogCheck] { [] }
}
