import Glibc
import Synchronization

/// Writes a capture to its descriptor on a thread of its own, so that nobody waits for its reader.
final class CaptureWriter: Sendable {
    /// How long the reader has to take the rest when the capture ends, in milliseconds.
    private static let grace: Int32 = 1_000
    /// How often a reader that does not read is looked after, in milliseconds.
    private static let pause: Int32 = 50
    /// What a pipe that is ready for writing takes without blocking (POSIX, PIPE_BUF).
    private static let chunk = 4_096

    /// What to write, and whether that is the last; takes an array to go on with.
    typealias Source = @Sendable (_ spare: [UInt8]) -> (bytes: [UInt8], isOver: Bool)

    private let descriptor: Int32
    private let bell: EventPoll
    private let isFinishing = Atomic(false)
    private let thread = Mutex<pthread_t?>(nil)

    /// Starts to write.
    ///
    /// - Parameters:
    ///   - descriptor: becomes this object's own once this has returned.
    ///   - bell: becomes this object's own; rung when the source has something.
    ///   - source: asked when the bell rings.
    ///   - onFailure: called when the reader has gone.
    init(
        to descriptor: Int32, bell: EventPoll, source: @escaping Source,
        onFailure: @escaping @Sendable () -> Void
    ) throws {
        self.descriptor = descriptor
        self.bell = bell
        try thread.withLock {
            $0 = try Thread.start(named: "lab-capture") {
                if !self.copy(from: source) { onFailure() }
            }
        }
        bell.ring()
    }

    /// Waits until the source's last bytes are written, a second at most, and closes all.
    func finish() {
        isFinishing.store(true, ordering: .releasing)
        bell.ring()
        thread.withLock { thread in
            guard let running = thread else { return }
            thread = nil
            pthread_join(running, nil)
            bell.close()
            close(descriptor)
        }
    }

    private func copy(from source: Source) -> Bool {
        Thread.blockBrokenPipeSignal()
        var tokens = EventPoll.tokens()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(CaptureBuffer.capacity)
        var isOver = false
        while !isOver {
            _ = bell.wait(&tokens)
            (bytes, isOver) = source(bytes)
            guard write(bytes) else { return false }
            bytes.removeAll(keepingCapacity: true)
        }
        return true
    }

    /// Writes all bytes; `false` where the reader has gone, or takes too long after the end.
    private func write(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        var patience = Self.grace
        while offset < bytes.count {
            var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            if poll(&state, 1, Self.pause) == 0 {
                if isFinishing.load(ordering: .acquiring) { patience -= Self.pause }
                if patience <= 0 { return false }
                continue
            }
            let written = bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...].prefix(Self.chunk))
                return Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if written > 0 { offset += written }
            if written < 0 && ![EINTR, EAGAIN].contains(errno) { return false }
        }
        return true
    }
}
