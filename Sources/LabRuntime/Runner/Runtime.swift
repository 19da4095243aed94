import LabNetwork
import LabProgram
import NIOCore

/// What one running program owns: its timers, sockets, stores and the events that wait for it.
///
/// Confined to one event loop. Handles are counted up and never given twice.
final class Runtime {
    enum Phase { case new, waiting, running, ended }

    let configuration: RuntimeConfiguration
    let eventLoop: any EventLoop
    let loop: NIOIsolatedEventLoop
    var phase = Phase.new
    var random: RandomStream
    var timers: [UInt64: Scheduled<Void>] = [:]
    var datagramPorts: [UInt16: DatagramPort] = [:]
    var listeners: [UInt16: any Channel] = [:]
    /// Listening sockets that wait to be used.
    var passedPorts: [UInt16: Int32]
    /// Connections that the program has not closed and that are not over.
    var connections: [UInt64: StreamConnection] = [:]
    /// Requests that the program made, until they are answered.
    var exchanges: [UInt64: HTTPClientExchange] = [:]
    /// Requests that arrived and wait for the program's answer.
    var served: [UInt64: HTTPServerConnection] = [:]
    /// The near end of every TCP channel, of those too that the program knows no more.
    var nearEnds: [ObjectIdentifier: NearEnd] = [:]
    var echo: EchoSocket?
    var engine: EngineMirror?
    var watchesContainers = false

    var onExit: ((Int32) -> Void)?
    var onChange: (() -> Void)?
    var onLog: ((LogLevel, String) -> Void)?
    var onPortRefused: ((UInt16, String, String) -> Void)?

    private var handle: ((Event) -> Void)?
    private var isHandling = false
    /// Whether the program said that something changed, and nobody has been told.
    var hasChanged = false
    private var waiting: [Event] = []
    private var nextNumber: UInt64 = 1
    private(set) lazy var stores: any Stores = MemoryStores(self)

    init(configuration: RuntimeConfiguration, eventLoop: any EventLoop) {
        self.configuration = configuration
        self.eventLoop = eventLoop
        loop = eventLoop.assumeIsolated()
        passedPorts = configuration.passedPorts
        random = RandomStream(seed: configuration.seed)
    }

    /// A number for a new handle.
    func nextHandle() -> UInt64 {
        defer { nextNumber += 1 }
        return nextNumber
    }

    func start(_ handle: @escaping (Event) -> Void) throws(RuntimeError) {
        guard phase == .new else { return }
        if let path = configuration.dataDirectory {
            stores = try DirectoryStores(self, path: path)
        }
        self.handle = handle
        phase = .waiting
        guard let path = configuration.engineSocket else { return begin() }
        engine = EngineMirror(self, path: path)
        engine?.start { [self] in begin() }
    }

    private func begin() {
        guard phase == .waiting else { return }
        phase = .running
        deliver(.started)
    }

    func requestStop() {
        // A program that waits for its engine would not hear of it.
        begin()
        deliver(.stopRequested)
    }

    /// Lets the program handle an event, after the one that it may be handling now.
    func deliver(_ event: Event) {
        guard phase == .running else { return }
        guard !isHandling else { return waiting.append(event) }
        whileHandling { handle?(event) }
    }

    /// Runs the program's own code; the events that this brings about are handled afterwards.
    func whileHandling<Result>(_ body: () -> Result) -> Result {
        guard !isHandling else { return body() }
        isHandling = true
        let result = body()
        var next = 0
        while phase == .running, next < waiting.count {
            handle?(waiting[next])
            next += 1
        }
        waiting.removeAll(keepingCapacity: next < 1_000)
        isHandling = false
        if hasChanged {
            hasChanged = false
            onChange?()
        }
        return result
    }
}

// MARK: - The end

extension Runtime {
    /// How long a program that has ended may take to hand its last bytes to the kernel.
    private static let flushLimit = TimeAmount.seconds(1)

    func exit(code: Int32) {
        guard phase == .running else { return }
        release()
        let ends = Array(nearEnds.values)
        for end in ends { end.closeWhenFlushed() }
        let done = eventLoop.makePromise(of: Void.self)
        EventLoopFuture.andAllComplete(ends.map(\.closed), on: eventLoop).cascade(to: done)
        let limit = loop.scheduleTask(in: Self.flushLimit) { done.succeed(()) }
        done.futureResult.assumeIsolated().whenComplete { [self] _ in
            limit.cancel()
            let onExit = onExit
            stop()
            onExit?(code)
        }
    }

    func stop() {
        release()
        for end in Array(nearEnds.values) { end.abort() }
        nearEnds = [:]
        onExit = nil
        onChange = nil
        onLog = nil
        onPortRefused = nil
    }

    /// Lets go of all but the connections that still have something to send.
    private func release() {
        guard phase != .ended else { return }
        phase = .ended
        for timer in timers.values { timer.cancel() }
        timers = [:]
        for port in datagramPorts.values { port.close() }
        datagramPorts = [:]
        for listener in listeners.values { listener.close(promise: nil) }
        listeners = [:]
        for exchange in exchanges.values { exchange.abandon() }
        exchanges = [:]
        served = [:]
        connections = [:]
        echo?.close()
        engine?.stop()
        stores.close()
        // Not before the event at hand is done: it is this closure that handles it.
        loop.execute { [self] in handle = nil }
    }
}

// MARK: - Timers

extension Runtime {
    func setTimer(after interval: Interval, _ token: TimerToken) -> TimerID {
        let number = nextHandle()
        timers[number] = loop.scheduleTask(in: TimeAmount(interval)) { [self] in
            // One that was cancelled may have been on its way already.
            guard timers.removeValue(forKey: number) != nil else { return }
            deliver(.timer(token))
        }
        return TimerID(rawValue: number)
    }

    func cancelTimer(_ timer: TimerID) { timers.removeValue(forKey: timer.rawValue)?.cancel() }
}

extension TimeAmount {
    /// A program's interval, a hundred years at most, which a deadline can hold.
    init(_ interval: Interval) {
        let limit = Interval.hours(24 * 365 * 100).nanoseconds
        self = .nanoseconds(min(max(interval.nanoseconds, 0), limit))
    }
}
