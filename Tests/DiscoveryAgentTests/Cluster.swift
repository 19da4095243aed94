import LabDNS
import LabNetwork
import LabProgram
import LabSimulation
import Testing

@testable import LabPrograms

/// Asks other programs of the world, as people with curl and dig do.
struct Asker: Program {
    static let port: UInt16 = 40_000

    var responses: [ExchangeID: Result<HTTPResponse, HTTPFailure>] = [:]
    var packets: [[UInt8]] = []
    var stream = DNSStream()
    var closed: [Instant] = []

    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started: try? system.openDatagrams(port: Asker.port)
        case .response(let exchange, let result): responses[exchange] = result
        case .datagram(let datagram): packets.append(datagram.payload)
        case .received(_, let bytes):
            stream.append(bytes)
            while let packet = stream.next() { packets.append(packet) }
        case .closed: closed.append(system.now)
        default: break
        }
    }
}

/// Discovery agents on hosts of one network, in a simulated world.
final class Cluster {
    let world: World
    var configurations: [DiscoveryConfiguration]
    var agents: [ProcessID] = []
    private var askers: [ProcessID] = []

    /// Makes servers, then clients, and starts them all.
    init(
        seed: UInt64 = 1, servers: Int, clients: Int = 0,
        configure: (Int, inout DiscoveryConfiguration) -> Void = { _, _ in }
    ) throws {
        world = World(seed: seed)
        var link = LinkConditions()
        link.delay = .microseconds(200)
        let lan = world.network.addNetwork(
            subnet: try #require(Subnet("10.0.0.0/16")), link: link)
        configurations = (0..<servers + clients).map { index in
            // Joining itself would count as joining.
            let others = (0..<servers).filter { $0 != index }
            let join = others.map { Endpoint(Cluster.address($0), 8301) }
            var configuration = DiscoveryConfiguration(
                role: index < servers ? .server : .client, retryJoin: join)
            configuration.raftMultiplier = 1
            configuration.retryInterval = .seconds(1)
            if index < servers { configuration.bootstrapExpect = servers }
            configure(index, &configuration)
            return configuration
        }
        for index in configurations.indices {
            _ = world.addHost(
                named: "host-\(index + 1)", attachments: [(lan, Cluster.address(index))])
            askers.append(world.spawn(Asker(), named: "asker", on: index))
            agents.append(ProcessID(rawValue: 0))
            start(index)
        }
    }

    static func address(_ index: Int) -> IPv4Address {
        IPv4Address(10, 0, UInt8(index / 250), UInt8(index % 250 + 1))
    }

    /// Starts the agent of a host, with the data that an earlier one left.
    func start(_ index: Int) {
        agents[index] = world.spawn(
            DiscoveryAgent(configuration: configurations[index]), named: "discovery", on: index)
    }

    /// Kills the agent of a host.
    func kill(_ index: Int) { world.kill(agents[index]) }

    /// Lets time pass.
    func run(_ interval: Interval) {
        let end = world.now + interval
        while world.now < end { world.run(until: end) }
    }

    /// Lets time pass until something is so.
    ///
    /// - Returns: how long it took; `nil` where it did not come to be in time.
    func wait(upTo limit: Interval, until isSo: () -> Bool) -> Interval? {
        let start = world.now
        while !isSo() {
            if world.now >= start + limit { return nil }
            world.run(until: start + limit)
        }
        return world.now - start
    }

    /// The agent of a host as it is now.
    func agent(_ index: Int) -> DiscoveryAgent {
        world.program(of: agents[index], as: DiscoveryAgent.self)
            ?? DiscoveryAgent(configuration: configurations[index])
    }

    /// The number of the host whose agent leads.
    var leader: Int? {
        for index in agents.indices
        where world.state(of: agents[index]) == .running && agent(index).isEstablishedLeader {
            return index
        }
        return nil
    }

    /// Waits for a leader.
    func waitForLeader(upTo limit: Interval = .seconds(30)) -> Interval? {
        wait(upTo: limit) { leader != nil }
    }

    // MARK: - Asking

    /// Makes an HTTP request to the agent of a host, from that host.
    func http(
        _ method: String = "GET", _ target: String, _ body: String = "", on index: Int
    ) -> HTTPResponse {
        let exchange = begin(method, target, body, on: index)
        _ = wait(upTo: .seconds(900)) { response(to: exchange, on: index) != nil }
        return response(to: exchange, on: index) ?? HTTPResponse(status: 0)
    }

    /// Begins an HTTP request.
    func begin(
        _ method: String = "GET", _ target: String, _ body: String = "", on index: Int
    ) -> ExchangeID {
        world.observe(askers[index])
        let request = HTTPRequest(
            method: method, target: target, headers: [HTTPHeader("Host", "localhost")],
            body: Array(body.utf8))
        let exchange = world.withProgram(of: askers[index], as: Asker.self) { _, system in
            system.request(
                request, to: Endpoint(Cluster.address(index), 8500),
                timeouts: HTTPTimeouts(total: .seconds(900)))
        }
        return exchange ?? ExchangeID(rawValue: .max)
    }

    /// Gives up a request.
    func abandon(_ exchange: ExchangeID, on index: Int) {
        _ = world.withProgram(of: askers[index], as: Asker.self) { _, system in
            system.abandon(exchange)
        }
    }

    /// The answer to a request, if it has come.
    func response(to exchange: ExchangeID, on index: Int) -> HTTPResponse? {
        switch world.program(of: askers[index], as: Asker.self)?.responses[exchange] {
        case .success(let response): response
        case .failure: HTTPResponse(status: -1)
        case nil: nil
        }
    }

    /// Asks the DNS interface of a host by UDP.
    func dns(_ name: String, _ type: DNSRecordType = .a, on index: Int) -> DNSMessage? {
        var query = DNSMessage(id: 4711)
        query.questions = [DNSQuestion(name: DNSName(name) ?? .root, type: type)]
        let packet = query.encoded()
        world.observe(askers[index])
        let asker = askers[index]
        let before = world.program(of: asker, as: Asker.self)?.packets.count ?? 0
        _ = world.withProgram(of: asker, as: Asker.self) { _, system in
            system.send(packet, from: Asker.port, to: Endpoint(Cluster.address(index), 8600))
        }
        _ = wait(upTo: .seconds(10)) {
            (world.program(of: asker, as: Asker.self)?.packets.count ?? 0) > before
        }
        let packets = world.program(of: asker, as: Asker.self)?.packets ?? []
        guard packets.count > before, let last = packets.last else { return nil }
        return try? DNSMessage(decoding: last)
    }

    /// Asks the DNS interface of a host by TCP, several times on one connection.
    ///
    /// - Returns: the asker a while later.
    func dnsByTCP(_ name: String, times: Int, on index: Int) -> Asker {
        var query = DNSMessage(id: 4711)
        query.questions = [DNSQuestion(name: DNSName(name) ?? .root, type: .a)]
        let frame = DNSStream.frame(query.encoded()) ?? []
        _ = world.withProgram(of: askers[index], as: Asker.self) { _, system in
            let target = Endpoint(Cluster.address(index), 8600)
            let connection = system.connect(to: target, timeout: .seconds(5))
            for _ in 0..<times { system.send(frame, on: connection) }
        }
        run(.seconds(5))
        return world.program(of: askers[index], as: Asker.self) ?? Asker()
    }

    /// The addresses that a name has for the agent of a host.
    func addresses(_ name: String, on index: Int) -> [String] {
        (dns(name, on: index)?.answers ?? []).compactMap {
            if case .a(let address) = $0.data { address.description } else { nil }
        }.sorted()
    }

    /// What an agent has logged.
    func log(_ index: Int) -> [String] {
        world.log(of: agents[index]).map { "\($0.at.seconds) [\($0.level.word)] \($0.text)" }
    }
}

extension Cluster {
    /// Registers a service with the agent of a host.
    func register(_ name: String, port: Int = 80, on index: Int) {
        let body = #"{"Name":"\#(name)","Port":\#(port)}"#
        _ = http("PUT", "/v1/agent/service/register", body, on: index)
    }
}
