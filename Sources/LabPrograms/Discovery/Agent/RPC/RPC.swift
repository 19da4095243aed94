import LabNetwork
import LabProgram

/// The connections between agents, on the servers' RPC port: consensus, forwarded requests,
/// questions of client agents.
///
/// A connection is dialled when something is first sent to an agent, then kept and used in both
/// directions. When it breaks, what waits for an answer on it fails at once.
struct RPC {
    /// How long a silent agent is trusted (Consul's transport gives up after 10 s).
    static let answerLimit = Interval.seconds(10)
    /// How long dialling may take (Consul's connection pool: 10 s).
    static let dialLimit = Interval.seconds(10)
    /// How often an idle connection with open requests is tested (yamux keepalive: 30 s).
    static let keepAliveInterval = Interval.seconds(30)
    /// The longest pause before messages of the consensus try an unreachable server again.
    static let longestBackoff = Interval.seconds(1)
    /// How much may wait for a connection to stand.
    static let waitingLimit = 4 << 20

    /// The scope of its timers.
    static let scope: UInt8 = 4
    enum TimerKind: UInt8 {
        case request = 1
        case keepAlive
    }

    struct Pending {
        var purpose: RPCPurpose
        var connection: ConnectionID
        var endpoint: Endpoint
        var timer: TimerID?
    }

    /// What the agent has to look at; it empties this after each event.
    var deliveries: [RPCDelivery] = []

    var links: [ConnectionID: RPCLink] = [:]
    var routes: [Endpoint: ConnectionID] = [:]
    var backoffs: [Endpoint: RPCBackoff] = [:]
    var pending: [UInt64: Pending] = [:]
    /// The numbers of the requests that were passed on for somebody.
    var relays: [RequestOrigin: UInt64] = [:]
    private var nextRequest: UInt64 = 1
    private(set) var address = IPv4Address.any
    private(set) var port: UInt16 = 0
    private(set) var introduction: [UInt8] = []

    /// Begins to accept connections if this agent is a server.
    mutating func start(as peer: RPCPeer, isServer: Bool, on system: inout some System) {
        introduction = RPCFrame.hello(peer).encoded()
        address = peer.endpoint.address
        port = peer.endpoint.port
        guard isServer else { return }
        do {
            try system.listen(port: port)
        } catch {
            system.log(.error, "agent.server: failed to listen on port \(self.port): \(error)")
        }
    }

    /// Sends a message of the consensus; it may be lost.
    ///
    /// - Returns: whether there is hope that it arrives.
    mutating func send(
        raft message: [UInt8], to endpoint: Endpoint, on system: inout some System
    ) -> Bool {
        let connection: ConnectionID
        if let known = routes[endpoint] {
            connection = known
        } else {
            if let backoff = backoffs[endpoint], system.now < backoff.until { return false }
            connection = dial(endpoint, on: &system)
        }
        let isSilent = links[connection]?.noteSent(at: system.now) ?? true
        if isSilent {
            drop(connection, because: .timedOut, on: &system)
            return false
        }
        let frame = FrameReader.frame(kind: RPCFrame.Kind.raft.rawValue, body: message)
        return transmit(frame, on: connection, system: &system)
    }

    /// Asks another agent; the answer or the failure comes as a delivery.
    ///
    /// - Parameter timeout: how long to wait for the answer; `nil` as long as the connection stands.
    mutating func request(
        _ request: RPCRequest, of endpoint: Endpoint, for purpose: RPCPurpose,
        timeout: Interval? = nil, on system: inout some System
    ) {
        let number = nextRequest
        nextRequest += 1
        let connection = routes[endpoint] ?? dial(endpoint, on: &system)
        var timer: TimerID?
        if let timeout {
            timer = system.setTimer(
                after: timeout,
                TimerToken(scope: RPC.scope, kind: TimerKind.request.rawValue, value: number))
        }
        pending[number] = Pending(
            purpose: purpose, connection: connection, endpoint: endpoint, timer: timer)
        links[connection]?.requests.append(number)
        if case .relay(let request) = purpose { relays[request.origin] = number }
        watch(connection, on: &system)
        let frame = RPCFrame.request(number, request).encoded()
        if !transmit(frame, on: connection, system: &system) {
            fail(number, reason: "rpc error: too many requests wait", on: &system)
        }
    }

    /// Answers a request of another agent; it is dropped where the connection is gone.
    mutating func reply(_ answer: RPCAnswer, to origin: RPCOrigin, on system: inout some System) {
        guard links[origin.connection] != nil else { return }
        system.send(RPCFrame.answer(origin.request, answer).encoded(), on: origin.connection)
    }

    /// Gives up the request that was passed on for somebody, and tells the other agent.
    mutating func cancel(_ origin: RequestOrigin, on system: inout some System) {
        guard let number = relays[origin], let entry = pending[number] else { return }
        forget(number, on: &system)
        system.send(RPCFrame.cancel(number).encoded(), on: entry.connection)
    }

    /// Ends the connection to an agent that is known to be gone.
    mutating func hangUp(_ endpoint: Endpoint, on system: inout some System) {
        backoffs[endpoint] = nil
        guard let connection = routes[endpoint] else { return }
        drop(connection, because: .timedOut, on: &system)
    }

    /// Dials anew at the next message, because the agent is known to be back.
    mutating func forgetFailures(of endpoint: Endpoint) { backoffs[endpoint] = nil }

    private mutating func dial(_ endpoint: Endpoint, on system: inout some System) -> ConnectionID {
        let connection = system.connect(to: endpoint, timeout: RPC.dialLimit)
        links[connection] = RPCLink(endpoint: endpoint, isDialled: true, isEstablished: false)
        routes[endpoint] = connection
        system.send(introduction, on: connection)
        return connection
    }

    /// Sends a frame unless too much waits already.
    private mutating func transmit(
        _ frame: [UInt8], on connection: ConnectionID, system: inout some System
    ) -> Bool {
        guard let link = links[connection] else { return false }
        if !link.isEstablished {
            let waiting = link.waitingBytes + frame.count
            guard waiting <= RPC.waitingLimit else { return false }
            links[connection]?.waitingBytes = waiting
        }
        system.send(frame, on: connection)
        return true
    }

    /// Sets the timer that tests a connection while requests are open on it.
    mutating func watch(_ connection: ConnectionID, on system: inout some System) {
        guard let link = links[connection], !link.isWatched else { return }
        links[connection]?.isWatched = true
        _ = system.setTimer(
            after: RPC.keepAliveInterval,
            TimerToken(
                scope: RPC.scope, kind: TimerKind.keepAlive.rawValue, value: connection.rawValue))
    }
}

extension RPC {
    /// The requests from a connection that were passed on and are not answered, by their number.
    func relayedOrigins(from connection: ConnectionID) -> [RequestOrigin] {
        var numbers: [UInt64] = []
        for origin in relays.keys {
            guard case .remote(let remote) = origin, remote.connection == connection else {
                continue
            }
            numbers.append(remote.request)
        }
        return numbers.sorted().map {
            .remote(RPCOrigin(connection: connection, request: $0))
        }
    }
}
