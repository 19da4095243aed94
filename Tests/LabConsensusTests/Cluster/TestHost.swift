import LabNetwork
import LabProgram

/// The `System` of one server of a `TestCluster`; what takes time is collected for the cluster.
struct TestHost: System {
    enum Effect {
        case timer(TimerID, TimerToken, Interval)
        case sync(StoreFile, token: UInt64, writes: Int)
    }

    let host: HostIdentity
    var now = Instant.start
    var wallTime: WallTime { WallTime(nanoseconds: now.nanoseconds) }
    var random: RandomStream
    var disk = TestDisk()
    var effects: [Effect] = []
    var cancelled: Set<TimerID> = []
    var lines: [String] = []
    var keepsLines = false
    var changes = 0
    private var nextTimer: UInt64 = 1

    init(number: Int, seed: UInt64) {
        host = HostIdentity(
            name: "host-\(number)",
            address: IPv4Address(10, 0, 0, UInt8(truncatingIfNeeded: number)))
        random = RandomStream(seed: seed, purpose: "host/\(number)")
    }

    mutating func randomBits() -> UInt64 { random.next() }
    mutating func setTimer(after interval: Interval, _ token: TimerToken) -> TimerID {
        defer { nextTimer += 1 }
        let timer = TimerID(rawValue: nextTimer)
        effects.append(.timer(timer, token, interval))
        return timer
    }
    mutating func cancelTimer(_ timer: TimerID) { cancelled.insert(timer) }
    mutating func append(_ record: [UInt8], to file: StoreFile) throws(SystemError) {
        try disk.write(.append(record), to: file)
    }
    mutating func sync(_ file: StoreFile, token: UInt64) {
        effects.append(.sync(file, token: token, writes: disk.writeCount(of: file)))
    }
    mutating func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError) {
        try disk.write(.replace(records), to: file)
        sync(file, token: token)
    }
    func records(of file: StoreFile) -> [[UInt8]] { disk.files[Int(file.rawValue)].content }
    mutating func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
        if keepsLines { lines.append("\(now.seconds) [\(level.word)] \(message())") }
    }
    mutating func noteChange() { changes += 1 }

    // The consensus uses nothing of these.
    mutating func openDatagrams(port: UInt16) throws(SystemError) {}
    mutating func send(_ payload: [UInt8], from port: UInt16, to destination: Endpoint) {}
    mutating func listen(port: UInt16) throws(SystemError) {}
    mutating func connect(to destination: Endpoint, timeout: Interval) -> ConnectionID {
        ConnectionID(rawValue: 0)
    }
    mutating func send(_ bytes: [UInt8], on connection: ConnectionID) {}
    mutating func close(_ connection: ConnectionID) {}
    mutating func serveHTTP(port: UInt16) throws(SystemError) {}
    mutating func request(
        _ request: HTTPRequest, to destination: Endpoint, timeouts: HTTPTimeouts
    ) -> ExchangeID { ExchangeID(rawValue: 0) }
    mutating func respond(_ response: HTTPResponse, to exchange: ExchangeID) {}
    mutating func abandon(_ exchange: ExchangeID) {}
    mutating func ping(_ address: IPv4Address, timeout: Interval) -> ExchangeID {
        ExchangeID(rawValue: 0)
    }
    func containers() -> [Container] { [] }
    mutating func watchContainers() {}
    mutating func exit(code: Int32) {}
}
