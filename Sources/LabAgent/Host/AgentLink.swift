import LabHost
import LabNetwork
import NIOCore

/// The agent's connection with the lab: frames both ways.
///
/// On a socket there is one conversation, and its end is the lab's. On a machine's serial port one
/// follows another: each begins with a greeting, and what is said while there is none is lost.
final class AgentLink {
    /// How long a stream may take nothing before orders are heard again: long enough for a command to
    /// begin with its input in a translated guest that has other things to do.
    private static let patience = TimeAmount.seconds(2)

    /// Called with each frame that arrives.
    var onFrame: ((Frame) -> Void)?
    /// Called when a lab begins to speak on a port.
    var onGreeting: (() -> Void)?
    /// Called when the lab has gone, or says what nobody understands; on a socket once.
    var onGone: (() -> Void)?

    private let channel: any LinkChannel
    private let loop: NIOIsolatedEventLoop
    private let isPort: Bool
    private var isListening: Bool
    private var search = GreetingSearch()
    private var decoder = FrameDecoder()
    private var sources: [ObjectIdentifier: ByteStream] = [:]
    /// The streams that don't keep up with what the lab sends.
    private var slow: Set<ObjectIdentifier> = []

    /// Begins to talk over a connected socket, whose owner it becomes.
    init(socket: Int32, maker: StreamMaker) {
        let stream = ByteStream(limit: .max)
        loop = maker.loop.assumeIsolated()
        channel = stream
        isPort = false
        isListening = true
        prepare()
        maker.socket(socket, stream)
    }

    /// Waits for labs on a serial port.
    init(port: SerialPort, maker: StreamMaker) {
        loop = maker.loop.assumeIsolated()
        channel = port
        isPort = true
        isListening = false
        prepare()
    }

    private func prepare() {
        channel.onBytes = { [weak self] bytes in self?.take(bytes) }
        channel.onEnd = { [weak self] in self?.end() }
        channel.onWritable = { [weak self] isWritable in
            self?.sources.values.forEach { $0.pause(.link, !isWritable) }
        }
    }

    private func take(_ bytes: [UInt8]) {
        var rest = bytes[...]
        // Also in the middle of a conversation: that another lab has come may be all that shows
        // that the one before has gone.
        while isPort, let end = search.take(rest) {
            read(rest[..<max(end - Greeting.bytes.count, rest.startIndex)])
            rest = rest[end...]
            self.end()
            decoder = FrameDecoder()
            isListening = true
            onGreeting?()
        }
        read(rest)
    }

    private func read(_ bytes: ArraySlice<UInt8>) {
        guard isListening, !bytes.isEmpty else { return }
        decoder.append(bytes)
        do {
            while isListening, let frame = try decoder.next() { onFrame?(frame) }
        } catch {
            end()
        }
    }

    private func end() {
        guard isListening else { return }
        hush()
        onGone?()
    }

    /// Says and hears nothing more until the next greeting.
    func hush() {
        isListening = false
        slow = []
        channel.pause(.reader, false)
    }

    private func write(_ frame: Frame) {
        if isListening { channel.write(frame.bytes) }
    }

    /// Says something.
    func send(_ report: HostReport) {
        // No report holds a value that JSON has no words for.
        guard let frame = try? Frame.message(encoding: report) else { return }
        write(frame)
    }

    /// Sends bytes of a command's output, or of a connection.
    func send(_ bytes: [UInt8], on id: UInt32, isError: Bool = false) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(Frame.streamPiece))
            rest = rest.dropFirst(piece.count)
            write(isError ? Frame.errorStream(id, piece) : .stream(id, piece))
        }
    }

    /// Reads from a stream only while the lab takes what it brings.
    func pace(_ source: ByteStream) {
        sources[ObjectIdentifier(source)] = source
        if channel.isFull { source.pause(.link, true) }
    }

    /// Forgets a stream that has ended.
    func unpace(_ source: ByteStream) { sources[ObjectIdentifier(source)] = nil }

    /// Takes nothing more from the lab while a stream does not keep up with what it is sent, but
    /// only as long as it gets on: the lab's orders come the same way.
    func follow(_ sink: ByteStream) {
        sink.onWritable = { [unowned self, unowned sink] isWritable in
            if isWritable { release(sink) } else { wait(for: sink) }
        }
    }

    private func wait(for sink: ByteStream) {
        slow.insert(ObjectIdentifier(sink))
        channel.pause(.reader, true)
        let waiting = sink.waiting
        loop.scheduleTask(in: Self.patience) { [self] in
            guard slow.contains(ObjectIdentifier(sink)) else { return }
            if sink.waiting < waiting { wait(for: sink) } else { release(sink) }
        }
    }

    /// Waits no longer for a stream.
    func release(_ sink: ByteStream) {
        slow.remove(ObjectIdentifier(sink))
        if slow.isEmpty { channel.pause(.reader, false) }
    }

    /// Calls back once everything has been handed to the kernel.
    func finish(_ done: @escaping () -> Void) { channel.flush(done) }
}
