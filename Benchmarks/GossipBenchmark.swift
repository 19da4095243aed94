import LabMembership
import LabNetwork
import LabSimulation

/// Agents that do nothing but gossip, each knowing all the others.
struct GossipBenchmark {
    let agents: Int
    let seconds: Int64

    struct Result {
        var wallSeconds: Double
        var events: UInt64
        var joinSeconds: Double
    }

    func run() -> Result {
        let world = World(seed: 1)
        var link = LinkConditions()
        link.delay = .microseconds(250)
        guard let subnet = Subnet("10.0.0.0/16") else {
            return Result(wallSeconds: .nan, events: 0, joinSeconds: .nan)
        }
        let lan = world.network.addNetwork(subnet: subnet, link: link)
        let first = Endpoint(IPv4Address(10, 0, 0, 1), 8301)
        for index in 0..<agents {
            let address = IPv4Address(bits: first.address.bits + UInt32(index))
            let host = world.addHost(named: "host-\(index)", attachments: [(lan, address)])
            let program = MembershipProgram(
                Membership(name: "host-\(index)", address: address),
                join: index == 0 ? [] : [first])
            _ = world.spawn(
                program, named: "agent", on: host, after: .milliseconds(20) * index)
        }
        // The joins and their gossip are over before steady state is measured.
        let settled = Instant.start + .seconds(60) + .milliseconds(20) * agents
        let joinSeconds = pass(until: settled, in: world)
        let before = world.eventCount
        let wall = pass(until: settled + .seconds(seconds), in: world)
        return Result(
            wallSeconds: wall, events: world.eventCount - before, joinSeconds: joinSeconds)
    }

    private func pass(until deadline: Instant, in world: World) -> Double {
        wallSeconds {
            while world.now < deadline { world.run(until: deadline) }
        }
    }
}
