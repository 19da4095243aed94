import LabNetwork

/// Servers that stand in for each other; chooses among them and remembers their failures as nginx
/// does (`ngx_http_upstream_round_robin_module`, `ngx_http_upstream_least_conn_module`).
struct ServerGroup {
    /// The rules of one upstream; the defaults are nginx's.
    struct Rules {
        var method = BalancerConfiguration.Method.roundRobin
        /// How many failures take a server out; 0 for none ever.
        var maxFails = 1
        /// In which time they must happen, and how long the server stays out.
        var failTimeout = Interval.seconds(10)
    }

    private struct Peer {
        let server: BalancerServer
        var currentWeight = 0
        var effectiveWeight: Int
        var openRequests = 0
        var fails = 0
        var failedAt: Instant?
        /// When the time in which failures count began, or the trial after it.
        var checkedAt: Instant?

        init(_ server: BalancerServer) {
            self.server = server
            effectiveWeight = server.weight
        }
    }

    private let rules: Rules
    private var peers: [Peer]

    /// Makes a group of servers that have not failed.
    init(_ servers: [BalancerServer], rules: Rules) {
        self.rules = rules
        peers = servers.map(Peer.init)
    }

    /// How many servers there are.
    var count: Int { peers.count }

    /// Where the server of an index is.
    func endpoint(_ index: Int) -> Endpoint { peers[index].server.endpoint }

    /// Chooses a server and counts the request as open on it.
    mutating func choose(except tried: [Endpoint], at now: Instant) -> Int? {
        let fewest = rules.method == .leastConnections ? leastBusy(except: tried, at: now) : nil
        guard let index = chooseInTurn(amongEqualsOf: fewest, except: tried, at: now) else {
            return nil
        }
        peers[index].openRequests += 1
        if peers[index].checkedAt.map({ now - $0 > rules.failTimeout }) ?? true {
            peers[index].checkedAt = now
        }
        return index
    }

    /// Counts a request as over.
    mutating func release(_ index: Int) { peers[index].openRequests -= 1 }

    /// Counts a request as answered.
    mutating func succeed(_ index: Int) {
        peers[index].openRequests -= 1
        if let failedAt = peers[index].failedAt, let checkedAt = peers[index].checkedAt,
            failedAt < checkedAt
        {
            peers[index].fails = 0
        }
    }

    /// Counts a request as failed; whether that takes the server out.
    mutating func fail(_ index: Int, at now: Instant) -> Bool {
        peers[index].openRequests -= 1
        peers[index].fails += 1
        peers[index].failedAt = now
        peers[index].checkedAt = now
        guard rules.maxFails > 0 else { return false }
        let lost = peers[index].server.weight / rules.maxFails
        peers[index].effectiveWeight = max(peers[index].effectiveWeight - lost, 0)
        return peers[index].fails >= rules.maxFails
    }

    private func isAvailable(_ index: Int, except tried: [Endpoint], at now: Instant) -> Bool {
        let peer = peers[index]
        if peer.server.isDown { return false }
        if !tried.isEmpty, tried.contains(peer.server.endpoint) { return false }
        guard rules.maxFails > 0, peer.fails >= rules.maxFails, let checkedAt = peer.checkedAt
        else { return true }
        return now - checkedAt > rules.failTimeout
    }

    /// Smooth weighted round robin: every server gains its weight, the one with the most is chosen
    /// and loses the sum of all weights.
    private mutating func chooseInTurn(
        amongEqualsOf fewest: Int?, except tried: [Endpoint], at now: Instant
    ) -> Int? {
        var best: Int?
        var total = 0
        for index in peers.indices where isAvailable(index, except: tried, at: now) {
            if let fewest, load(of: index, comparedTo: fewest) != 0 { continue }
            peers[index].currentWeight += peers[index].effectiveWeight
            total += peers[index].effectiveWeight
            if peers[index].effectiveWeight < peers[index].server.weight {
                peers[index].effectiveWeight += 1
            }
            if best.map({ peers[index].currentWeight > peers[$0].currentWeight }) ?? true {
                best = index
            }
        }
        if let best { peers[best].currentWeight -= total }
        return best
    }

    private func leastBusy(except tried: [Endpoint], at now: Instant) -> Int? {
        var fewest: Int?
        for index in peers.indices where isAvailable(index, except: tried, at: now) {
            if let fewest, load(of: index, comparedTo: fewest) >= 0 { continue }
            fewest = index
        }
        return fewest
    }

    /// Open requests for the weight, as a difference: 0 where both are as busy as each other.
    private func load(of index: Int, comparedTo other: Int) -> Int {
        peers[index].openRequests * peers[other].server.weight
            - peers[other].openRequests * peers[index].server.weight
    }
}
