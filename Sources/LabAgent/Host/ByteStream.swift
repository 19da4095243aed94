import NIOCore

/// One channel of bytes: a socket, a pipe, a terminal. Belongs to one event loop.
final class ByteStream: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Why nothing is taken in for a while.
    enum Pause {
        /// The lab does not keep up with everything that the host sends.
        case link
        /// Who reads this stream does not keep up with it.
        case reader
    }

    /// When so many bytes wait for the other side, the stream is closed.
    private let limit: Int

    /// Called with the bytes that arrive.
    var onBytes: (([UInt8]) -> Void)?
    /// Called once, when nothing more will arrive.
    var onEnd: (() -> Void)?
    /// Called once, when the stream can be written.
    var onActive: (() -> Void)?
    /// Called once, when the stream is over in both directions.
    var onClosed: (() -> Void)?
    /// Called once, before a stream is closed because the other side does not read.
    var onOverflow: (() -> Void)?
    /// Called whenever the other side takes more bytes again, or does not.
    var onWritable: ((Bool) -> Void)?

    private var channel: (any Channel)?
    private var early: [UInt8] = []
    private var isOutputClosed = false
    private var isClosed = false
    private var pauses: Set<Pause> = []

    /// Whether the other side does not keep up with what is written.
    private(set) var isFull = false
    /// The bytes that wait for the other side.
    private(set) var waiting = 0

    /// Makes a stream that is yet to be given a channel.
    ///
    /// - Parameter limit: how many bytes may wait for the other side.
    init(limit: Int = 16 << 20) { self.limit = limit }

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
        if !pauses.isEmpty { renewReading() }
    }

    func channelActive(context: ChannelHandlerContext) {
        flushEarly()
        onActive?()
        onActive = nil
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        onBytes?(Array(buffer: unwrapInboundIn(data)))
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isFull = !context.channel.isWritable
        onWritable?(!isFull)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { end() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        end()
        onClosed?()
        onClosed = nil
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        channel = nil
        onBytes = nil
        onEnd = nil
        onWritable = nil
        onActive = nil
        onClosed = nil
        onOverflow = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A terminal whose last user has gone gives an error in place of an end.
        context.close(promise: nil)
    }

    private func end() {
        let onEnd = onEnd
        self.onEnd = nil
        onEnd?()
    }

    /// Writes bytes in order.
    func write(_ bytes: [UInt8]) {
        guard !isClosed, !isOutputClosed, !bytes.isEmpty else { return }
        guard let channel, channel.isActive else {
            early += bytes
            return early.count <= limit ? () : overflow()
        }
        waiting += bytes.count
        guard waiting <= limit else { return overflow() }
        let count = bytes.count
        channel.writeAndFlush(ByteBuffer(bytes: bytes)).assumeIsolated().whenComplete {
            [weak self] _ in self?.waiting -= count
        }
    }

    private func overflow() {
        onOverflow?()
        close()
    }

    private func flushEarly() {
        let bytes = early
        early = []
        write(bytes)
        if isOutputClosed {
            isOutputClosed = false
            closeOutput()
        }
    }

    /// Says that nothing more will be written.
    func closeOutput() {
        guard !isOutputClosed else { return }
        isOutputClosed = true
        guard let channel, channel.isActive else { return }
        // Done in the order of the writes; a channel that can't be closed by half is closed whole.
        channel.writeAndFlush(ByteBuffer()).whenComplete { _ in
            channel.close(mode: .output).whenFailure { _ in channel.close(promise: nil) }
        }
    }

    /// Calls back once everything has been handed to the kernel, or can't be.
    func flush(_ done: @escaping () -> Void) {
        guard let channel, channel.isActive else { return done() }
        channel.writeAndFlush(ByteBuffer()).assumeIsolated().whenComplete { _ in done() }
    }

    /// Ends both directions.
    func close() {
        isClosed = true
        channel?.close(promise: nil)
    }

    /// Leaves what arrives to wait in the kernel for a reason, or takes it in once there is none.
    func pause(_ reason: Pause, _ isPaused: Bool) {
        let wasEmpty = pauses.isEmpty
        if isPaused { pauses.insert(reason) } else { pauses.remove(reason) }
        if wasEmpty != pauses.isEmpty { renewReading() }
    }

    private func renewReading() {
        guard let channel, !isClosed else { return }
        try? channel.syncOptions?.setOption(.autoRead, value: pauses.isEmpty)
    }
}
