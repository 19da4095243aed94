import LabNetwork
import LabProgram

/// A `System` for unit tests of one program: it keeps what the program did, and time is set by hand.
public struct RecordingSystem: System {
    /// A timer that has not run out.
    public struct PendingTimer: Equatable, Sendable {
        public var id: TimerID
        public var at: Instant
        public var token: TimerToken
    }

    /// A datagram that the program sent.
    public struct SentDatagram: Equatable, Sendable {
        public var payload: [UInt8]
        public var port: UInt16
        public var destination: Endpoint
    }

    /// An HTTP request that the program made.
    public struct SentRequest: Equatable, Sendable {
        public var id: ExchangeID
        public var request: HTTPRequest
        public var destination: Endpoint
        public var timeouts: HTTPTimeouts
    }

    public var host: HostIdentity
    public var now = Instant.start
    public var wallTime: WallTime { WallTime(nanoseconds: 1_700_000_000_000_000_000 + now.nanoseconds) }
    public var random: RandomStream
    public var timers: [PendingTimer] = []
    public var datagrams: [SentDatagram] = []
    public var requests: [SentRequest] = []
    public var responses: [ExchangeID: HTTPResponse] = [:]
    public var pings: [(id: ExchangeID, address: IPv4Address)] = []
    public var connections: [(id: ConnectionID, destination: Endpoint)] = []
    public var sentBytes: [ConnectionID: [UInt8]] = [:]
    public var closedConnections: [ConnectionID] = []
    public var listening: [UInt16] = []
    public var servingHTTP: [UInt16] = []
    public var datagramPorts: [UInt16] = []
    public var stores: [StoreFile: [[UInt8]]] = [:]
    public var pendingSyncs: [(file: StoreFile, token: UInt64)] = []
    public var isDiskFull = false
    public var engine: [Container] = []
    public var lines: [String] = []
    public var changes = 0
    public var exitCode: Int32?
    private var nextID: UInt64 = 1

    public init(
        host: HostIdentity = HostIdentity(name: "host-1", address: IPv4Address(10, 0, 0, 1)),
        seed: UInt64 = 1
    ) {
        self.host = host
        random = RandomStream(seed: seed)
    }

    private mutating func newID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    /// Takes the timer that runs out next off the list and sets the clock to it.
    public mutating func popTimer() -> TimerToken? {
        guard let next = timers.min(by: { ($0.at, $0.id.rawValue) < ($1.at, $1.id.rawValue) })
        else { return nil }
        timers.removeAll { $0.id == next.id }
        now = max(now, next.at)
        return next.token
    }

    public mutating func randomBits() -> UInt64 { random.next() }
    public mutating func setTimer(after interval: Interval, _ token: TimerToken) -> TimerID {
        let id = TimerID(rawValue: newID())
        timers.append(PendingTimer(id: id, at: now + interval, token: token))
        return id
    }
    public mutating func cancelTimer(_ timer: TimerID) { timers.removeAll { $0.id == timer } }
    public mutating func openDatagrams(port: UInt16) throws(SystemError) { datagramPorts.append(port) }
    public mutating func send(_ payload: [UInt8], from port: UInt16, to destination: Endpoint) {
        datagrams.append(SentDatagram(payload: payload, port: port, destination: destination))
    }
    public mutating func listen(port: UInt16) throws(SystemError) { listening.append(port) }
    public mutating func connect(to destination: Endpoint, timeout: Interval) -> ConnectionID {
        let id = ConnectionID(rawValue: newID())
        connections.append((id, destination))
        return id
    }
    public mutating func send(_ bytes: [UInt8], on connection: ConnectionID) {
        sentBytes[connection, default: []] += bytes
    }
    public mutating func close(_ connection: ConnectionID) { closedConnections.append(connection) }
    public mutating func serveHTTP(port: UInt16) throws(SystemError) { servingHTTP.append(port) }
    public mutating func request(
        _ request: HTTPRequest, to destination: Endpoint, timeouts: HTTPTimeouts
    ) -> ExchangeID {
        let id = ExchangeID(rawValue: newID())
        requests.append(
            SentRequest(id: id, request: request, destination: destination, timeouts: timeouts))
        return id
    }
    public mutating func respond(_ response: HTTPResponse, to exchange: ExchangeID) {
        responses[exchange] = response
    }
    public mutating func ping(_ address: IPv4Address, timeout: Interval) -> ExchangeID {
        let id = ExchangeID(rawValue: newID())
        pings.append((id, address))
        return id
    }
    public mutating func abandon(_ exchange: ExchangeID) { requests.removeAll { $0.id == exchange } }
    public mutating func append(_ record: [UInt8], to file: StoreFile) throws(SystemError) {
        if isDiskFull { throw .diskFull }
        stores[file, default: []].append(record)
    }
    public mutating func sync(_ file: StoreFile, token: UInt64) { pendingSyncs.append((file, token)) }
    public mutating func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError) {
        if isDiskFull { throw .diskFull }
        stores[file] = records
        pendingSyncs.append((file, token))
    }
    public func records(of file: StoreFile) -> [[UInt8]] { stores[file] ?? [] }
    public func containers() -> [Container] { engine }
    public mutating func watchContainers() {}
    public mutating func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
        lines.append("[\(level.word)] \(message())")
    }
    public mutating func noteChange() { changes += 1 }
    public mutating func exit(code: Int32) { exitCode = code }
}
