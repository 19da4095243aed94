import LabNetwork
import LabProgram
import NIOCore
import NIOPosix

/// One end of a TCP connection.
final class StreamConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let id: ConnectionID
    /// The port that it came to; `nil` for a connection that the program began.
    var acceptedPort: UInt16?

    private let runtime: Runtime
    private var nearEnd: NearEnd?
    private var context: ChannelHandlerContext?
    private var isOpen = false
    /// Whether the program knows it no more: it closed it, or was told of its end.
    private var isOver = false
    /// What was sent before it was connected.
    private var waiting: [[UInt8]] = []
    private var reason = CloseReason.reset

    init(_ runtime: Runtime, _ nearEnd: NearEnd? = nil) {
        self.runtime = runtime
        self.nearEnd = nearEnd
        id = ConnectionID(rawValue: runtime.nextHandle())
        runtime.connections[id.rawValue] = self
    }

    func connect(to destination: Endpoint, timeout: Interval) {
        let connection = NIOLoopBound(self, eventLoop: runtime.eventLoop)
        ClientBootstrap(group: runtime.eventLoop)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try connection.value.install(in: channel) }
            }
            .connect(to: SocketAddress(destination))
            .assumeIsolated().whenFailure { [self] in end(CloseReason(connecting: $0)) }
    }

    private func install(in channel: any Channel) throws {
        let nearEnd = NearEnd(runtime, channel)
        self.nearEnd = nearEnd
        try channel.pipeline.syncOperations.addHandlers([nearEnd, self])
    }

    func send(_ bytes: [UInt8]) {
        guard isOpen, let context else { return waiting.append(bytes) }
        context.writeAndFlush(
            wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    /// The program is done with it; no event follows.
    func close() {
        isOver = true
        waiting = []
        if isOpen { nearEnd?.finish() } else { nearEnd?.abort() }
    }

    /// Tells the program, once, that it is over.
    private func end(_ reason: CloseReason) {
        guard !isOver else { return }
        isOver = true
        runtime.connections[id.rawValue] = nil
        runtime.deliver(.closed(id, reason))
    }

    // MARK: - From the network

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if isOver { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        isOpen = true
        if let acceptedPort {
            let source = context.remoteAddress?.endpoint ?? Endpoint(.any, 0)
            return runtime.deliver(.accepted(id, port: acceptedPort, from: source))
        }
        for bytes in waiting { send(bytes) }
        waiting = []
        if !isOver { runtime.deliver(.connected(id)) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        runtime.deliver(.received(id, unwrapInboundIn(data).bytes))
    }

    /// Whoever asks and does not take the answers is not heard further.
    ///
    /// Only the side that was called does so: where both did, each could wait for the other for ever.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard acceptedPort != nil else { return }
        try? context.channel.syncOptions?.setOption(.autoRead, value: context.channel.isWritable)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event as? ChannelEvent == .inputClosed else { return }
        end(.finished)
        nearEnd?.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        reason = CloseReason(breaking: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isOpen = false
        end(reason)
    }
}

extension Runtime {
    func connect(to destination: Endpoint, timeout: Interval) -> ConnectionID {
        let connection = StreamConnection(self)
        connection.connect(to: destination, timeout: timeout)
        return connection.id
    }
}
