import LabNetwork
import LabProgram

/// A `System` for unit tests of one program: it keeps what the program did, and time is set by hand.
package struct RecordingSystem: System {
    /// A timer that has not run out.
    package struct PendingTimer: Equatable, Sendable {
        package var id: TimerID
        package var at: Instant
        package var token: TimerToken
    }

    /// A datagram that the program sent.
    package struct SentDatagram: Equatable, Sendable {
        package var payload: [UInt8]
        package var port: UInt16
        package var destination: Endpoint
    }

    /// An HTTP request that the program made.
    package struct SentRequest: Equatable, Sendable {
        package var id: ExchangeID
        package var request: HTTPRequest
        package var destination: Endpoint
        package var timeouts: HTTPTimeouts
    }

    package var host: HostIdentity
    package var now = Instant.start
    package var wallTime: WallTime {
        WallTime(nanoseconds: 1_700_000_000_000_000_000 + now.nanoseconds)
    }
    package var random: RandomStream
    package var timers: [PendingTimer] = []
    package var datagrams: [SentDatagram] = []
    package var requests: [SentRequest] = []
    package var responses: [ExchangeID: HTTPResponse] = [:]
    package var pings: [(id: ExchangeID, address: IPv4Address)] = []
    package var connections: [(id: ConnectionID, destination: Endpoint)] = []
    package var sentBytes: [ConnectionID: [UInt8]] = [:]
    package var closedConnections: [ConnectionID] = []
    package var listening: [UInt16] = []
    package var servingHTTP: [UInt16] = []
    package var datagramPorts: [UInt16] = []
    package var stores: [StoreFile: [[UInt8]]] = [:]
    package var pendingSyncs: [(file: StoreFile, token: UInt64)] = []
    package var isDiskFull = false
    package var engine: [Container] = []
    package var lines: [String] = []
    package var changes = 0
    package var exitCode: Int32?
    private var nextID: UInt64 = 1

    package init(
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
    package mutating func popTimer() -> TimerToken? {
        guard let next = timers.min(by: { ($0.at, $0.id.rawValue) < ($1.at, $1.id.rawValue) })
        else { return nil }
        timers.removeAll { $0.id == next.id }
        now = max(now, next.at)
        return next.token
    }

    package mutating func randomBits() -> UInt64 { random.next() }
    package mutating func setTimer(after interval: Interval, _ token: TimerToken) -> TimerID {
        let id = TimerID(rawValue: newID())
        timers.append(PendingTimer(id: id, at: now + interval, token: token))
        return id
    }
    package mutating func cancelTimer(_ timer: TimerID) { timers.removeAll { $0.id == timer } }
    package mutating func openDatagrams(port: UInt16) throws(SystemError) {
        datagramPorts.append(port)
    }
    package mutating func send(_ payload: [UInt8], from port: UInt16, to destination: Endpoint) {
        datagrams.append(SentDatagram(payload: payload, port: port, destination: destination))
    }
    package mutating func listen(port: UInt16) throws(SystemError) { listening.append(port) }
    package mutating func connect(to destination: Endpoint, timeout: Interval) -> ConnectionID {
        let id = ConnectionID(rawValue: newID())
        connections.append((id, destination))
        return id
    }
    package mutating func send(_ bytes: [UInt8], on connection: ConnectionID) {
        sentBytes[connection, default: []] += bytes
    }
    package mutating func close(_ connection: ConnectionID) { closedConnections.append(connection) }
    package mutating func serveHTTP(port: UInt16) throws(SystemError) { servingHTTP.append(port) }
    package mutating func request(
        _ request: HTTPRequest, to destination: Endpoint, timeouts: HTTPTimeouts
    ) -> ExchangeID {
        let id = ExchangeID(rawValue: newID())
        requests.append(
            SentRequest(id: id, request: request, destination: destination, timeouts: timeouts))
        return id
    }
    package mutating func respond(_ response: HTTPResponse, to exchange: ExchangeID) {
        responses[exchange] = response
    }
    package mutating func ping(_ address: IPv4Address, timeout: Interval) -> ExchangeID {
        let id = ExchangeID(rawValue: newID())
        pings.append((id, address))
        return id
    }
    package mutating func abandon(_ exchange: ExchangeID) {
        requests.removeAll { $0.id == exchange }
    }
    package mutating func append(_ record: [UInt8], to file: StoreFile) throws(SystemError) {
        if isDiskFull { throw .diskFull }
        stores[file, default: []].append(record)
    }
    package mutating func sync(_ file: StoreFile, token: UInt64) {
        pendingSyncs.append((file, token))
    }
    package mutating func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError) {
        if isDiskFull { throw .diskFull }
        stores[file] = records
        pendingSyncs.append((file, token))
    }
    package func records(of file: StoreFile) -> [[UInt8]] { stores[file] ?? [] }
    package func containers() -> [Container] { engine }
    package mutating func watchContainers() {}
    package mutating func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
        lines.append("[\(level.word)] \(message())")
    }
    package mutating func noteChange() { changes += 1 }
    package mutating func exit(code: Int32) { exitCode = code }
}
