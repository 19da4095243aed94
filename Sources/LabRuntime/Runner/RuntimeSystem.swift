// The protocol says what each of these does.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import LabNetwork
import LabProgram

/// What a real host offers to one of its programs.
public struct RuntimeSystem: System {
    let runtime: Runtime

    public var host: HostIdentity { runtime.configuration.host }
    public var now: Instant { MachineClock.now }
    public var wallTime: WallTime { MachineClock.wallTime }

    public mutating func randomBits() -> UInt64 { runtime.random.next() }

    public mutating func setTimer(after interval: Interval, _ token: TimerToken) -> TimerID {
        runtime.setTimer(after: interval, token)
    }

    public mutating func cancelTimer(_ timer: TimerID) { runtime.cancelTimer(timer) }

    public mutating func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
        guard level > .debug else { return }
        runtime.onLog?(level, message())
    }

    public mutating func noteChange() { runtime.hasChanged = true }

    public mutating func exit(code: Int32) { runtime.exit(code: code) }
}

extension RuntimeSystem {
    public mutating func openDatagrams(port: UInt16) throws(SystemError) {
        try runtime.openDatagrams(port: port)
    }

    public mutating func send(_ payload: [UInt8], from port: UInt16, to destination: Endpoint) {
        runtime.datagramPorts[port]?.send(payload, to: destination)
    }

    public mutating func listen(port: UInt16) throws(SystemError) {
        try runtime.listen(port: port)
    }

    public mutating func connect(to destination: Endpoint, timeout: Interval) -> ConnectionID {
        runtime.connect(to: destination, timeout: timeout)
    }

    public mutating func send(_ bytes: [UInt8], on connection: ConnectionID) {
        runtime.connections[connection.rawValue]?.send(bytes)
    }

    public mutating func close(_ connection: ConnectionID) {
        runtime.connections.removeValue(forKey: connection.rawValue)?.close()
    }

    public mutating func serveHTTP(port: UInt16) throws(SystemError) {
        try runtime.serveHTTP(port: port)
    }

    public mutating func request(
        _ request: HTTPRequest, to destination: Endpoint, timeouts: HTTPTimeouts
    ) -> ExchangeID {
        runtime.request(request, to: destination, timeouts: timeouts)
    }

    public mutating func respond(_ response: HTTPResponse, to exchange: ExchangeID) {
        runtime.served.removeValue(forKey: exchange.rawValue)?.respond(response)
    }

    public mutating func abandon(_ exchange: ExchangeID) {
        runtime.exchanges.removeValue(forKey: exchange.rawValue)?.abandon()
    }

    public mutating func ping(_ address: IPv4Address, timeout: Interval) -> ExchangeID {
        runtime.ping(address, timeout: timeout)
    }
}

extension RuntimeSystem {
    public mutating func append(_ record: [UInt8], to file: StoreFile) throws(SystemError) {
        try runtime.stores.append(record, to: file)
    }

    public mutating func sync(_ file: StoreFile, token: UInt64) {
        runtime.stores.sync(file, token: token)
    }

    public mutating func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError) {
        try runtime.stores.replace(file, with: records, token: token)
    }

    public func records(of file: StoreFile) -> [[UInt8]] { runtime.stores.records(of: file) }

    public func containers() -> [Container] { runtime.engine?.containers ?? [] }

    public mutating func watchContainers() { runtime.watchesContainers = true }
}
