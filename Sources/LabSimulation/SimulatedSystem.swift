// The protocol says what each of these does.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import LabNetwork
import LabProgram

/// What a simulated host offers to one of its processes.
public struct SimulatedSystem: System {
    let world: World
    let process: SimulatedProcess

    public var host: HostIdentity { process.host.identity }
    public var now: Instant { world.now }
    public var wallTime: WallTime { process.host.wallTime(at: world.now) }

    public mutating func randomBits() -> UInt64 { process.random.next() }

    public mutating func setTimer(after interval: Interval, _ token: TimerToken) -> TimerID {
        let time = world.now + max(interval, .zero)
        return TimerID(
            rawValue: world.queue.schedule(
                .timer(process: process.id, token), at: time.nanoseconds))
    }

    public mutating func cancelTimer(_ timer: TimerID) { world.queue.cancel(timer.rawValue) }

    public mutating func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
        guard level > .debug else { return }
        if process.log.count >= World.logLimit { process.log.removeFirst(World.logLimit / 2) }
        process.log.append(ProcessLogLine(at: world.now, level: level, text: message()))
    }

    public mutating func noteChange() { world.revision += 1 }

    public mutating func exit(code: Int32) {
        world.end(process, as: .exited(code), exitCode: code)
    }
}

extension SimulatedSystem {
    public mutating func openDatagrams(port: UInt16) throws(SystemError) {
        guard !process.host.datagramPorts.contains(where: { $0.port == port }) else {
            throw .portInUse(port)
        }
        process.host.datagramPorts.append(.init(port: port, process: process))
    }

    public mutating func send(_ payload: [UInt8], from port: UInt16, to destination: Endpoint) {
        world.sendDatagram(payload, from: process, port: port, to: destination)
    }

    public mutating func listen(port: UInt16) throws(SystemError) {
        try addListener(port: port, servesHTTP: false)
    }

    public mutating func serveHTTP(port: UInt16) throws(SystemError) {
        try addListener(port: port, servesHTTP: true)
    }

    private func addListener(port: UInt16, servesHTTP: Bool) throws(SystemError) {
        guard process.host.listener(on: port) == nil else { throw .portInUse(port) }
        process.host.listeners.append(
            .init(port: port, process: process, servesHTTP: servesHTTP))
    }

    public mutating func connect(to destination: Endpoint, timeout: Interval) -> ConnectionID {
        ConnectionID(rawValue: world.connect(process, to: destination, timeout: timeout))
    }

    public mutating func send(_ bytes: [UInt8], on connection: ConnectionID) {
        world.send(.bytes(bytes), on: connection.rawValue, by: process)
    }

    public mutating func close(_ connection: ConnectionID) {
        world.close(connection.rawValue, by: process)
    }

    public mutating func request(
        _ request: HTTPRequest, to destination: Endpoint, timeouts: HTTPTimeouts
    ) -> ExchangeID {
        ExchangeID(
            rawValue: world.request(request, by: process, to: destination, timeouts: timeouts))
    }

    public mutating func respond(_ response: HTTPResponse, to exchange: ExchangeID) {
        world.respond(response, to: exchange.rawValue, by: process)
    }

    public mutating func abandon(_ exchange: ExchangeID) {
        world.close(exchange.rawValue, by: process)
    }

    public mutating func ping(_ address: IPv4Address, timeout: Interval) -> ExchangeID {
        world.ping(address, timeout: timeout, from: process)
    }
}

extension SimulatedSystem {
    public mutating func append(_ record: [UInt8], to file: StoreFile) throws(SystemError) {
        let size = Int64(record.count)
        guard process.host.hasRoom(for: size) else { throw .diskFull }
        process.folder.append(record, to: file)
        process.host.didWrite(size)
    }

    public mutating func sync(_ file: StoreFile, token: UInt64) {
        world.queue.schedule(
            .synced(
                process: process.id, file, writes: process.folder.writes(of: file), token: token),
            at: (world.now + World.syncDelay).nanoseconds)
    }

    public mutating func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError) {
        // The new content is written beside the old one before it takes its place.
        let size = DataFolder.size(records)
        guard process.host.hasRoom(for: size) else { throw .diskFull }
        process.folder.replace(file, with: records)
        process.host.didWrite(size)
        sync(file, token: token)
    }

    public func records(of file: StoreFile) -> [[UInt8]] { process.folder.records(of: file) }

    public func containers() -> [Container] { process.host.containers }

    public mutating func watchContainers() { process.watchesContainers = true }
}
