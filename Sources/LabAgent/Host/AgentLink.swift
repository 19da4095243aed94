import LabHost
import LabNetwork
import NIOCore

/// The agent's connection with the lab: frames both ways.
final class AgentLink {
    /// How long a stream may take nothing before orders are heard again.
    private static let patience = TimeAmount.milliseconds(500)

    /// Called with each frame that arrives.
    var onFrame: ((Frame) -> Void)?
    /// Called once when the lab has gone, or says what nobody understands.
    var onGone: (() -> Void)?

    private let stream = ByteStream(limit: .max)
    private let loop: NIOIsolatedEventLoop
    private var decoder = FrameDecoder()
    private var sources: [ObjectIdentifier: ByteStream] = [:]
    /// The streams that don't keep up with what the lab sends.
    private var slow: Set<ObjectIdentifier> = []

    /// Begins to talk over a connected socket, whose owner it becomes.
    init(descriptor: Int32, maker: StreamMaker) {
        loop = maker.loop.assumeIsolated()
        stream.onBytes = { [unowned self] bytes in take(bytes) }
        stream.onEnd = { [unowned self] in onGone?() }
        stream.onWritable = { [unowned self] isWritable in
            for source in sources.values { source.pause(.link, !isWritable) }
        }
        maker.socket(descriptor, stream)
    }

    private func take(_ bytes: [UInt8]) {
        decoder.append(bytes)
        do {
            while let frame = try decoder.next() { onFrame?(frame) }
        } catch {
            onGone?()
        }
    }

    /// Says something.
    func send(_ report: HostReport) {
        // No report holds a value that JSON has no words for.
        guard let frame = try? Frame.message(encoding: report) else { return }
        stream.write(frame.bytes)
    }

    /// Sends bytes of a command's output, or of a connection.
    func send(_ bytes: [UInt8], on id: UInt32, isError: Bool = false) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(Frame.streamPiece))
            rest = rest.dropFirst(piece.count)
            stream.write((isError ? Frame.errorStream(id, piece) : .stream(id, piece)).bytes)
        }
    }

    /// Reads from a stream only while the lab takes what it brings.
    func pace(_ source: ByteStream) {
        sources[ObjectIdentifier(source)] = source
        if stream.isFull { source.pause(.link, true) }
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
        stream.pause(.reader, true)
        let waiting = sink.waiting
        loop.scheduleTask(in: Self.patience) { [self] in
            guard slow.contains(ObjectIdentifier(sink)) else { return }
            if sink.waiting < waiting { wait(for: sink) } else { release(sink) }
        }
    }

    /// Waits no longer for a stream.
    func release(_ sink: ByteStream) {
        slow.remove(ObjectIdentifier(sink))
        if slow.isEmpty { stream.pause(.reader, false) }
    }

    /// Calls back once everything has been handed to the kernel.
    func finish(_ done: @escaping () -> Void) { stream.flush(done) }
}
