/// The one description of the lab's wires: it says when, whether and how often a packet arrives.
///
/// In memory it moves messages; on real hosts the fabric asks it about every frame. Hosts and
/// networks are dense numbers in the order they were added.
public struct NetworkModel: Sendable {
    /// A host's way onto a network.
    struct Port: Sendable {
        var host: Int
        var network: Int
        var address: IPv4Address
        var hasCarrier = true
        var baseline: LinkConditions
        /// From the host into the network.
        var egress: LinkStage
        /// From the network to the host.
        var ingress: LinkStage
    }

    /// Conditions that hold for packets from one set of hosts to another.
    struct Path: Sendable {
        var id: Int
        var from: [Bool]
        var to: [Bool]
        var network: Int?
        var stage: LinkStage
    }

    /// Packets that are dropped, or answered with an ICMP error, by sender and receiver.
    struct Block: Sendable {
        var id: Int
        var pairs: [(from: Int, to: Int)]
        var rejects: Bool
    }

    private let seed: UInt64
    private var hostCount = 0
    private(set) var ports: [Port] = []
    private var portsOfHost: [[Int]] = []
    private var byAddress = AddressIndex()
    private var subnets: [Subnet] = []
    private var baselines: [LinkConditions] = []
    private var paths: [Path] = []
    private var blocks: [Block] = []
    /// By sender × hosts + receiver: 0 open, 1 dropped, 2 rejected; empty while nothing is blocked.
    private var closed: [UInt8] = []
    private var nextRule = 1

    /// Makes a model without hosts.
    ///
    /// - Parameter seed: what every link's random stream is split from.
    public init(seed: UInt64) { self.seed = seed }
}

extension NetworkModel {
    /// Adds a network and returns its number.
    public mutating func addNetwork(subnet: Subnet, link: LinkConditions) -> Int {
        subnets.append(subnet)
        baselines.append(link)
        return subnets.count - 1
    }

    /// Adds a host and returns its number.
    public mutating func addHost() -> Int {
        portsOfHost.append([])
        hostCount += 1
        for index in paths.indices {
            paths[index].from.append(false)
            paths[index].to.append(false)
        }
        renewClosed()
        return hostCount - 1
    }

    /// Gives a host a link onto a network.
    public mutating func attach(host: Int, to network: Int, address: IPv4Address) {
        let link = baselines[network]
        func stream(_ direction: String) -> RandomStream {
            RandomStream(seed: seed, purpose: "link/\(address)/\(direction)")
        }
        byAddress.insert(address, ports.count)
        portsOfHost[host].append(ports.count)
        ports.append(
            Port(
                host: host, network: network, address: address, baseline: link,
                egress: LinkStage(conditions: link, random: stream("from")),
                ingress: LinkStage(conditions: link, random: stream("to"))))
    }

    /// Takes a host's links away for good: nobody has its addresses any more.
    public mutating func detach(host: Int) {
        portsOfHost[host] = []
        byAddress = AddressIndex()
        for port in portsOfHost.joined() { byAddress.insert(ports[port].address, port) }
    }

    /// The host that has an address.
    public func host(with address: IPv4Address) -> Int? {
        byAddress[address].map { ports[$0].host }
    }

    /// The address that a host sends from when it sends to another address; `nil` without a way.
    public func source(of host: Int, towards destination: IPv4Address) -> IPv4Address? {
        for port in portsOfHost[host] where subnets[ports[port].network].contains(destination) {
            return ports[port].address
        }
        return nil
    }
}

extension NetworkModel {
    /// How many links were ever attached; they have dense numbers in that order.
    public var portCount: Int { ports.count }

    /// The number of the link that has an address.
    public func port(with address: IPv4Address) -> Int? { byAddress[address] }

    /// The number of a host's link onto a network.
    public func port(ofHost host: Int, network: Int) -> Int? {
        portsOfHost[host].first { ports[$0].network == network }
    }

    /// The host that a link belongs to.
    public func host(ofPort port: Int) -> Int { ports[port].host }

    /// The network that a link leads to.
    public func network(ofPort port: Int) -> Int { ports[port].network }

    /// The address of a link's host.
    public func address(ofPort port: Int) -> IPv4Address { ports[port].address }

    /// Whether a link's cable is plugged in.
    public func hasCarrier(port: Int) -> Bool { ports[port].hasCarrier }

    /// Whether each packet on the way from a host to an address has a fate of its own.
    ///
    /// Where it has not, several may be asked about as one: all that can happen to them is delay,
    /// the same for each, or that none gets through.
    public func tellsPacketsApart(from host: Int, to destination: IPv4Address) -> Bool {
        guard let target = byAddress[destination],
            let origin = port(ofHost: host, network: ports[target].network)
        else { return false }
        return ports[origin].egress.tellsPacketsApart || ports[target].ingress.tellsPacketsApart
            || paths.contains { path in
                path.stage.tellsPacketsApart && path.from[host] && path.to[ports[target].host]
                    && path.network.map { $0 == ports[origin].network } ?? true
            }
    }
}

extension NetworkModel {
    /// What becomes of a packet that a host sends now.
    ///
    /// - Parameters:
    ///   - host: the sender's number.
    ///   - destination: an address of another host.
    ///   - bytes: the size with all headers.
    ///   - time: now.
    public mutating func transit(
        from host: Int, to destination: IPv4Address, bytes: Int, at time: Instant
    ) -> Transit {
        guard let target = byAddress[destination] else { return .lost }
        let network = ports[target].network
        guard let origin = portsOfHost[host].first(where: { ports[$0].network == network }) else {
            return .rejected
        }
        let receiver = ports[target].host
        guard ports[origin].hasCarrier && ports[target].hasCarrier else { return .lost }
        if !closed.isEmpty {
            switch closed[host * hostCount + receiver] {
            case 1: return .lost
            case 2: return .rejected
            default: break
            }
        }
        return cross(origin, target, from: host, to: receiver, bytes: bytes, at: time)
    }

    private mutating func cross(
        _ origin: Int, _ target: Int, from host: Int, to receiver: Int, bytes: Int,
        at time: Instant
    ) -> Transit {
        var corrupted = false
        var copy: Int64?
        guard
            var at = ports[origin].egress.pass(
                bytes: bytes, at: time.nanoseconds, corrupted: &corrupted, copy: &copy)
        else { return .lost }
        for index in paths.indices {
            guard paths[index].from[host] && paths[index].to[receiver],
                paths[index].network.map({ $0 == ports[origin].network }) ?? true
            else { continue }
            guard
                let next = paths[index].stage.pass(
                    bytes: bytes, at: at, corrupted: &corrupted, copy: &copy)
            else { return .lost }
            at = next
        }
        guard
            let arrival = ports[target].ingress.pass(
                bytes: bytes, at: at, corrupted: &corrupted, copy: &copy)
        else { return .lost }
        // A copy made early takes the rest of the way like its original.
        let again = copy.map { Instant(nanoseconds: max($0, arrival)) }
        return Transit(
            verdict: .arrives(Instant(nanoseconds: arrival), again: again), isCorrupted: corrupted)
    }
}

extension NetworkModel {
    /// Puts a host's carrier on one network, or on all, off or on.
    public mutating func setCarrier(_ isOn: Bool, host: Int, network: Int? = nil) {
        for port in portsOfHost[host] where network.map({ $0 == ports[port].network }) ?? true {
            ports[port].hasCarrier = isOn
        }
    }

    /// Replaces what the packets to or from a host go through; `nil` puts the network's own back.
    public mutating func setConditions(
        _ conditions: LinkConditions?, host: Int, toHost: Bool, fromHost: Bool
    ) {
        for port in portsOfHost[host] {
            let link = conditions.map { ports[port].baseline.replaced(by: $0) }
            if toHost { ports[port].ingress.apply(link ?? ports[port].baseline) }
            if fromHost { ports[port].egress.apply(link ?? ports[port].baseline) }
        }
    }

    /// Lets packets from some hosts to others go through worse conditions, on top of their links'.
    ///
    /// - Returns: a number for `removeRule`.
    public mutating func addPath(
        from: [Int], to: [Int], conditions: LinkConditions, network: Int? = nil
    ) -> Int {
        defer { nextRule += 1 }
        var senders = Array(repeating: false, count: hostCount)
        var receivers = senders
        for host in from { senders[host] = true }
        for host in to { receivers[host] = true }
        paths.append(
            Path(
                id: nextRule, from: senders, to: receivers, network: network,
                stage: LinkStage(
                    conditions: conditions,
                    random: RandomStream(seed: seed, purpose: "path/\(nextRule)"))))
        return nextRule
    }

    /// Drops the packets from some hosts to others, or answers them with an ICMP error.
    ///
    /// - Returns: a number for `removeRule`.
    public mutating func addBlock(pairs: [(from: Int, to: Int)], rejects: Bool) -> Int {
        defer { nextRule += 1 }
        blocks.append(Block(id: nextRule, pairs: pairs, rejects: rejects))
        renewClosed()
        return nextRule
    }

    /// Drops the packets between hosts of different groups.
    ///
    /// - Returns: a number for `removeRule`.
    public mutating func addPartition(groups: [[Int]]) -> Int {
        var pairs: [(from: Int, to: Int)] = []
        for (index, group) in groups.enumerated() {
            for (other, others) in groups.enumerated() where other != index {
                for a in group { for b in others { pairs.append((a, b)) } }
            }
        }
        return addBlock(pairs: pairs, rejects: false)
    }

    /// Takes back a path or a block.
    public mutating func removeRule(_ id: Int) {
        paths.removeAll { $0.id == id }
        blocks.removeAll { $0.id == id }
        renewClosed()
    }

    private mutating func renewClosed() {
        guard !blocks.isEmpty else {
            closed = []
            return
        }
        closed = Array(repeating: 0, count: hostCount * hostCount)
        for block in blocks {
            for pair in block.pairs where pair.from != pair.to {
                let cell = pair.from * hostCount + pair.to
                // Silence wins where both are asked for: the packet never gets to who would answer.
                if closed[cell] != 1 { closed[cell] = block.rejects ? 2 : 1 }
            }
        }
    }
}
