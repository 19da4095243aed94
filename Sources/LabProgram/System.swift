import LabNetwork

/// What a host offers to the programs that run on it.
///
/// No call waits. What takes time is answered by a later `Event`. Handles are dense integers that
/// one program owns; a handle of another program, or one that is over, is ignored.
public protocol System {
    /// The name and addresses of the host.
    var host: HostIdentity { get }
    /// The monotonic clock: it never goes back while the host is up, and no fault skews it.
    var now: Instant { get }
    /// The wall clock, which may be skewed and may step.
    var wallTime: WallTime { get }
    /// The program's own stream of random bits.
    mutating func randomBits() -> UInt64

    /// Asks for `Event.timer` with this token once the interval has passed.
    mutating func setTimer(after interval: Interval, _ token: TimerToken) -> TimerID
    /// Makes sure that a timer does not run out; one that already has is ignored.
    mutating func cancelTimer(_ timer: TimerID)

    /// Opens a UDP port for sending and receiving.
    ///
    /// - Throws: `SystemError.portInUse` when another program of the host holds it.
    mutating func openDatagrams(port: UInt16) throws(SystemError)
    /// Sends one datagram from a port that the program opened; nothing says whether it arrives.
    mutating func send(_ payload: [UInt8], from port: UInt16, to destination: Endpoint)

    /// Accepts TCP connections on a port.
    ///
    /// - Throws: `SystemError.portInUse` when another program of the host holds it.
    mutating func listen(port: UInt16) throws(SystemError)
    /// Begins a TCP connection; `connected` or `closed` follows, at the latest after `timeout`.
    mutating func connect(to destination: Endpoint, timeout: Interval) -> ConnectionID
    /// Sends bytes on a connection; before `connected` they wait for it.
    mutating func send(_ bytes: [UInt8], on connection: ConnectionID)
    /// Ends a connection after what was sent has been delivered; no event follows on this side.
    mutating func close(_ connection: ConnectionID)

    /// Serves HTTP/1.1 on a port.
    ///
    /// - Throws: `SystemError.portInUse` when another program of the host holds it.
    mutating func serveHTTP(port: UInt16) throws(SystemError)
    /// Makes one HTTP request on a connection of its own; `response` follows exactly once.
    ///
    /// - Parameter timeout: for everything, from the first SYN to the end of the answer.
    mutating func request(
        _ request: HTTPRequest, to destination: Endpoint, timeouts: HTTPTimeouts
    ) -> ExchangeID
    /// Answers a request that arrived; a second answer is ignored.
    mutating func respond(_ response: HTTPResponse, to exchange: ExchangeID)
    /// Gives up a request that the program made; no `response` follows.
    mutating func abandon(_ exchange: ExchangeID)

    /// Sends one ICMP echo request (RFC 792); `Event.pong` follows, at the latest after `timeout`.
    mutating func ping(_ address: IPv4Address, timeout: Interval) -> ExchangeID

    /// Adds a record at the end of a store of the program's data folder.
    ///
    /// It survives a kill of the program at once, and a power cut once `sync` has been answered.
    ///
    /// - Throws: `SystemError.diskFull`; nothing was added then.
    mutating func append(_ record: [UInt8], to file: StoreFile) throws(SystemError)
    /// Asks for `Event.synced` once everything appended so far is on the disk.
    mutating func sync(_ file: StoreFile, token: UInt64)
    /// Puts new content in the place of a store's old one, all or nothing; `Event.synced` follows.
    ///
    /// - Throws: `SystemError.diskFull`; the old content stays then.
    mutating func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError)
    /// Every whole record of a store, in the order they were added.
    func records(of file: StoreFile) -> [[UInt8]]

    /// The containers of the host's engine, running ones and exited ones, in the order of creation.
    func containers() -> [Container]
    /// Asks for `Event.container` for all that happens to containers from now on.
    mutating func watchContainers()

    /// Writes a line to the program's log.
    mutating func log(_ level: LogLevel, _ message: @autoclosure () -> String)
    /// Says that something changed that an observer may want to look at anew.
    ///
    /// Cheap; a program calls it when its answers to others may differ from those before.
    mutating func noteChange()
    /// Ends the program.
    ///
    /// - Parameter code: 0 when all went well.
    mutating func exit(code: Int32)
}

extension System {
    /// A random number from 0 up to, not including, a bound; 0 where the bound is 0.
    @inlinable
    public mutating func random(below bound: UInt64) -> UInt64 {
        randomBits().multipliedFullWidth(by: bound).high
    }

    /// A random length of time from zero up to, not including, a bound.
    @inlinable
    public mutating func random(below bound: Interval) -> Interval {
        guard bound.nanoseconds > 0 else { return .zero }
        return Interval(nanoseconds: Int64(random(below: UInt64(bound.nanoseconds))))
    }

    /// Puts the elements of an array into a random order (Fisher and Yates).
    @inlinable
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, Int(random(below: UInt64(last + 1))))
        }
    }
}
