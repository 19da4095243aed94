import LabMembership
import LabNetwork
import LabProgram
import LabTestSupport

/// One agent, `me` at 10.0.0.100, on a recording system.
struct TestAgent {
    static let endpoint = Endpoint(IPv4Address(10, 0, 0, 100), 8301)

    var system = RecordingSystem()
    var membership: Membership

    init(
        _ configuration: MembershipConfiguration = .lan, tags: MemberTags = ["dc": "dc1"],
        peers: Int = 0
    ) throws {
        membership = Membership(
            name: "me", address: TestAgent.endpoint.address, tags: tags,
            configuration: configuration, scope: 3)
        try membership.start(on: &system)
        for peer in 0..<peers { hear(.alive("host-\(peer + 1)", 1, TestAgent.peer(peer + 1), [:])) }
        _ = membership.takeEvents()
        system.datagrams = []
    }

    static func peer(_ number: Int) -> Endpoint {
        Endpoint(IPv4Address(10, 0, 0, UInt8(number)), 8301)
    }

    /// Receives a packet from a peer.
    mutating func hear(_ messages: TestMessage..., from number: Int = 1) {
        for message in messages { receive(TestMessage.packet(message), from: number) }
    }

    mutating func receive(_ payload: [UInt8], from number: Int = 1) {
        let datagram = Datagram(port: 8301, source: TestAgent.peer(number), payload: payload)
        _ = membership.handle(.datagram(datagram), on: &system)
    }

    /// Lets time pass; packets that are sent are kept.
    mutating func run(for interval: Interval) {
        let end = system.now + interval
        while let next = system.timers.map(\.at).min(), next <= end, let token = system.popTimer() {
            _ = membership.handle(.timer(token), on: &system)
        }
        system.now = end
    }

    /// Runs and answers all pings.
    mutating func runAnswering(for interval: Interval) throws {
        let end = system.now + interval
        while system.now < end {
            run(for: .milliseconds(10))
            for message in try takeMessages() {
                if case .ping(let sequence, _) = message { hear(.ack(sequence)) }
            }
        }
    }

    /// All messages sent since the last call.
    mutating func takeMessages() throws -> [TestMessage] {
        defer { system.datagrams = [] }
        return try system.datagrams.flatMap { try TestMessage.messages(of: $0.payload) }
    }

    func state(_ name: String) -> NodeState? { membership.view(of: name)?.state }
    func status(_ name: String) -> MemberStatus? { membership.member(named: name)?.status }
}
