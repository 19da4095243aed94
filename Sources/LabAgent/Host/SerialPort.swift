import CLinux
import LabModel
import NIOCore
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// A virtual machine's serial port (virtio 1.2, section 5.3), whose other side comes and goes.
///
/// Such a port is no socket: while nobody holds its other side it can be read for ever, and gives
/// nothing. So a thread waits for changes only, and all else happens on the agent's event loop.
final class SerialPort: LinkChannel {
    /// The most bytes that are read at once, and in one turn of the loop.
    private static let piece = 64 << 10
    private static let turn = 16
    /// Beyond so many waiting bytes the port counts as full, until there are so few.
    private static let high = 1 << 20
    private static let low = 256 << 10

    var onBytes: (([UInt8]) -> Void)?
    var onEnd: (() -> Void)?
    var onWritable: ((Bool) -> Void)?
    private(set) var isFull = false

    private let descriptor: Int32
    private let loop: NIOIsolatedEventLoop
    private var isConnected = false
    private var pauses: Set<ByteStream.Pause> = []
    private var waiting: [UInt8] = []
    private var written = 0
    private var flushes: [() -> Void] = []

    /// Takes over an open port that does not block.
    ///
    /// - Throws: `LabError` where the kernel refuses to watch it.
    init(descriptor: Int32, loop: any EventLoop) throws(LabError) {
        self.descriptor = descriptor
        self.loop = loop.assumeIsolated()
        let watch = try Kernel.check(lab_watch_changes(descriptor), "watch the serial port")
        let bound = NIOLoopBound(self, eventLoop: loop)
        ChangeThread(watch: watch) { done in
            loop.execute {
                done()
                bound.value.work()
            }
        }.start()
    }

    private func work() {
        read()
        send()
    }

    private func read() {
        for _ in 0..<Self.turn {
            guard pauses.isEmpty else { return }
            var buffer = [UInt8](repeating: 0, count: Self.piece)
            let count = buffer.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return settle(isConnected: count < 0 && errno == EAGAIN) }
            isConnected = true
            onBytes?(Array(buffer[..<count]))
        }
        loop.execute { [self] in work() }
    }

    private func settle(isConnected isNow: Bool) {
        let wasConnected = isConnected
        isConnected = isNow
        guard wasConnected && !isNow else { return }
        waiting = []
        written = 0
        finishFlushes()
        onEnd?()
        tellWritable()
    }

    private func send() {
        while written < waiting.count {
            let count = waiting[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            // Where no buffer is free, the kernel takes nothing and says so when one is.
            guard count > 0 else { break }
            written += count
        }
        if written == waiting.count {
            waiting.removeAll(keepingCapacity: waiting.count <= Self.low)
            written = 0
            finishFlushes()
        } else if written > Self.low {
            waiting.removeFirst(written)
            written = 0
        }
        tellWritable()
    }

    private func finishFlushes() {
        let done = flushes
        flushes = []
        for done in done { done() }
    }

    private func tellWritable() {
        let left = waiting.count - written
        guard isFull ? left <= Self.low : left > Self.high else { return }
        isFull.toggle()
        onWritable?(!isFull)
    }

    func write(_ bytes: [UInt8]) {
        waiting += bytes
        send()
    }

    func pause(_ reason: ByteStream.Pause, _ isPaused: Bool) {
        if isPaused { pauses.insert(reason) } else { pauses.remove(reason) }
        // Not at once: who asks may be in the middle of what has just arrived.
        if pauses.isEmpty { loop.execute { [self] in work() } }
    }

    func flush(_ done: @escaping () -> Void) {
        guard written < waiting.count else { return done() }
        flushes.append(done)
    }
}

/// Waits on a thread of its own for the changes of a descriptor, as long as the process lives.
private final class ChangeThread: Sendable {
    private let watch: Int32
    private let isTold = Atomic(false)
    private let changed: @Sendable (_ done: @escaping @Sendable () -> Void) -> Void

    /// - Parameter changed: called on the thread after a change, and not again before it has called
    ///   the closure that it is given.
    init(
        watch: Int32,
        changed: @escaping @Sendable (_ done: @escaping @Sendable () -> Void) -> Void
    ) {
        self.watch = watch
        self.changed = changed
    }

    func start() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ChangeThread>.fromOpaque(context).takeRetainedValue().wait()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
    }

    private func wait() {
        while lab_wait_for_change(watch) == 0 {
            if isTold.exchange(true, ordering: .acquiringAndReleasing) { continue }
            changed { [self] in isTold.store(false, ordering: .releasing) }
        }
    }
}
