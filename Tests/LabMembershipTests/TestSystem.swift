import LabNetwork
import LabProgram

/// One host of a `TestWire`.
struct TestSystem: System {
    let wire: TestWire
    let number: Int

    var host: HostIdentity {
        HostIdentity(name: wire.names[number], address: wire.address(of: number))
    }
    var now: Instant { Instant(nanoseconds: wire.now) }
    var wallTime: WallTime { WallTime(nanoseconds: wire.now) }

    mutating func randomBits() -> UInt64 { wire.randoms[number].next() }

    mutating func setTimer(after interval: Interval, _ token: TimerToken) -> TimerID {
        wire.timersSet += 1
        return TimerID(rawValue: wire.schedule(.timer(token), for: number, after: interval))
    }
    mutating func cancelTimer(_ timer: TimerID) { wire.cancel(timer.rawValue) }

    mutating func openDatagrams(port: UInt16) throws(SystemError) {}
    mutating func send(_ payload: [UInt8], from port: UInt16, to destination: Endpoint) {
        wire.packets += 1
        wire.packetBytes += payload.count
        wire.largestPacket = max(wire.largestPacket, payload.count)
        guard let other = wire.host(of: destination.address), wire.isUp[other],
            wire.reaches(number, other)
        else { return }
        if wire.lossPerMillion > 0, wire.loss.next(below: 1_000_000) < wire.lossPerMillion {
            return
        }
        var payload = payload
        if wire.corruptsEvery > 0, wire.packets % wire.corruptsEvery == 0 {
            let place = Int(wire.loss.next(below: UInt64(payload.count)))
            payload[place] ^= 1 << UInt8(wire.loss.next(below: 8))
        }
        wire.schedule(
            .datagram(
                Datagram(
                    port: destination.port, source: Endpoint(wire.address(of: number), port),
                    payload: payload)),
            for: other, after: wire.delay)
    }

    mutating func listen(port: UInt16) throws(SystemError) {}
    mutating func connect(to destination: Endpoint, timeout: Interval) -> ConnectionID {
        let id = wire.connections.count
        let end = ConnectionID(rawValue: UInt64(id * 2))
        let other = wire.host(of: destination.address)
        wire.connections.append(.init(hosts: (number, other ?? number)))
        guard let other, wire.reaches(number, other) else {
            wire.connections[id].isOpen = false
            wire.schedule(.closed(end, .timedOut), for: number, after: timeout)
            return end
        }
        guard wire.isUp[other] else {
            wire.connections[id].isOpen = false
            wire.schedule(.closed(end, .refused), for: number, after: wire.delay * 2)
            return end
        }
        let source = Endpoint(wire.address(of: number), 40000)
        wire.schedule(
            .accepted(
                ConnectionID(rawValue: UInt64(id * 2 + 1)), port: destination.port, from: source),
            for: other, after: wire.delay)
        wire.schedule(.connected(end), for: number, after: wire.delay * 2)
        return end
    }

    private func otherEnd(_ connection: ConnectionID) -> (host: Int, end: ConnectionID)? {
        let id = Int(connection.rawValue / 2)
        guard wire.connections.indices.contains(id), wire.connections[id].isOpen else { return nil }
        let hosts = wire.connections[id].hosts
        let isFirst = connection.rawValue % 2 == 0
        let other = isFirst ? hosts.1 : hosts.0
        guard wire.isUp[other], wire.reaches(number, other) else { return nil }
        return (other, ConnectionID(rawValue: connection.rawValue ^ 1))
    }

    mutating func send(_ bytes: [UInt8], on connection: ConnectionID) {
        wire.streamBytes += bytes.count
        guard let (other, end) = otherEnd(connection) else { return }
        wire.schedule(.received(end, bytes), for: other, after: wire.delay * 3)
    }
    mutating func close(_ connection: ConnectionID) {
        guard let (other, end) = otherEnd(connection) else { return }
        wire.connections[Int(connection.rawValue / 2)].isOpen = false
        wire.schedule(.closed(end, .finished), for: other, after: wire.delay * 4)
    }

    mutating func serveHTTP(port: UInt16) throws(SystemError) {}
    mutating func request(
        _ request: HTTPRequest, to destination: Endpoint, timeouts: HTTPTimeouts
    ) -> ExchangeID { ExchangeID(rawValue: 0) }
    mutating func respond(_ response: HTTPResponse, to exchange: ExchangeID) {}
    mutating func abandon(_ exchange: ExchangeID) {}
    mutating func ping(_ address: IPv4Address, timeout: Interval) -> ExchangeID {
        ExchangeID(rawValue: 0)
    }

    mutating func append(_ record: [UInt8], to file: StoreFile) throws(SystemError) {
        wire.stores[number, default: [:]][file, default: []].append(record)
    }
    mutating func sync(_ file: StoreFile, token: UInt64) {}
    mutating func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError) {
        wire.stores[number, default: [:]][file] = records
    }
    func records(of file: StoreFile) -> [[UInt8]] { wire.stores[number]?[file] ?? [] }

    func containers() -> [Container] { [] }
    mutating func watchContainers() {}
    mutating func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
        if wire.keepsLines { wire.lines[number].append("[\(level.word)] \(message())") }
    }
    mutating func noteChange() { wire.changes += 1 }
    mutating func exit(code: Int32) {
        wire.exits[number] = wire.now
        wire.isUp[number] = false
    }
}
