import LabDNS
import LabNetwork

/// The work on one query: the reply grows here.
struct DNSLookup<Catalog: DNSCatalog> {
    /// How deep names of the own domain lead to others of it: Consul's
    /// `maxRecursionLevelDefault`.
    static var maximumDepth: Int { 3 }

    let interface: DNSInterface
    let catalog: Catalog
    let query: DNSMessage
    let question: DNSQuestion
    /// How many octets at the end of the question's name are the domain; `nil` for a reverse name.
    let domainLength: Int?
    let isOverTCP: Bool
    let wall: WallTime
    var usesWANAddresses = false
    /// Why the catalog can't be read.
    var failure: DNSFailure?
    /// How many names of the own domain may still be followed.
    var depth = DNSLookup.maximumDepth
    var reply: DNSMessage

    init(
        interface: DNSInterface, catalog: Catalog, query: DNSMessage, question: DNSQuestion,
        domainLength: Int?, isOverTCP: Bool, wall: WallTime
    ) {
        self.interface = interface
        self.catalog = catalog
        self.query = query
        self.question = question
        self.domainLength = domainLength
        self.isOverTCP = isOverTCP
        self.wall = wall
        reply = query.reply()
        reply.isAuthoritative = true
    }

    var configuration: DNSConfiguration { interface.configuration }
    var zone: DNSZone { interface.zone }

    /// Answers the question.
    ///
    /// - Returns: the datacenter that has to be asked, where it is not the agent's own.
    mutating func run(random: inout RandomStream) -> String? {
        guard let domainLength else {
            answerReverse()
            return nil
        }
        switch question.type {
        case .soa:
            answerStartOfAuthority(random: &random)
        case .ns:
            let servers = nameServers(random: &random)
            reply.answers = servers.names
            reply.additionals = servers.glue
        case .axfr:
            reply.responseCode = .notImp
        default:
            return dispatch(domainLength, random: &random)
        }
        return nil
    }

    private mutating func dispatch(_ domainLength: Int, random: inout RandomStream) -> String? {
        guard
            let name = DNSQueryName(
                question.name, domainLength: domainLength, isService: question.type == .srv)
        else {
            denyName()
            return nil
        }
        switch name.target {
        case .nothing:
            denyName()
            return nil
        case .address(let label):
            answerAddress(label)
            return nil
        case .node where !isAnsweredForNodes(question.type):
            return nil
        case .node, .service:
            if let other = name.datacenter, other != zone.datacenter { return other }
        }
        if failure != nil {
            fail()
        } else if case .service(let service, let tag) = name.target {
            answerService(service, tag: tag, random: &random)
        } else if case .node(let node) = name.target {
            answerNode(node, random: &random)
        }
        return nil
    }

    /// The name does not exist.
    mutating func denyName() {
        reply.responseCode = .nxDomain
        reply.authorities.append(startOfAuthority)
    }

    /// The catalog can't be read.
    mutating func fail() {
        if failure == .unknownDatacenter {
            denyName()
        } else {
            reply.responseCode = .servFail
        }
    }

    /// The reply on the wire, with EDNS where the query had it.
    mutating func encodedReply() -> [UInt8] {
        if let edns = query.edns {
            var options: [EDNS.Option] = []
            if var subnet = query.clientSubnet {
                // The answer is the same for everybody (RFC 7871, 7.2.1).
                subnet.scopePrefix = 0
                options.append(subnet.option)
            }
            reply.edns = EDNS(payloadSize: edns.payloadSize, options: options)
        }
        return reply.encoded(compressing: configuration.compressesNames)
    }
}
