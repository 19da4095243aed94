import NIOCore

/// The handler next to the socket of every TCP channel: it closes without losing what was sent.
///
/// A socket that is closed while bytes wait to be read answers with a reset, and the other side may
/// then lose what it was sent before. So the sending side is closed first, and what still arrives
/// is read and dropped until the other side has closed too.
final class NearEnd: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long the other side has to take everything and close: nginx's `lingering_time`.
    private static let limit = TimeAmount.seconds(30)

    private let runtime: Runtime
    private var context: ChannelHandlerContext?
    private var isInputClosed = false
    private var isFinishing = false
    private var deadline: Scheduled<Void>?
    /// Succeeds when the channel has gone.
    let closed: EventLoopFuture<Void>

    init(_ runtime: Runtime, _ channel: any Channel) {
        self.runtime = runtime
        closed = channel.closeFuture
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        runtime.nearEnds[ObjectIdentifier(self)] = self
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        runtime.nearEnds[ObjectIdentifier(self)] = nil
        deadline?.cancel()
        self.context = nil
    }

    /// Closes in order, after everything that was written.
    func finish() {
        guard !isFinishing, let context else { return }
        isFinishing = true
        deadline = runtime.loop.scheduleTask(in: Self.limit) { [self] in abort() }
        whenFlushed(context) { [self] in
            guard let context = self.context else { return }
            context.close(mode: isInputClosed ? .all : .output, promise: nil)
            context.read()
        }
    }

    /// Closes after everything that was written, whatever may still arrive.
    func closeWhenFlushed() {
        isFinishing = true
        guard let context else { return }
        whenFlushed(context) { [self] in abort() }
    }

    /// Closes at once.
    func abort() { context?.close(mode: .all, promise: nil) }

    private func whenFlushed(_ context: ChannelHandlerContext, _ then: @escaping () -> Void) {
        guard context.channel.isActive else { return then() }
        let flushed = context.eventLoop.makePromise(of: Void.self)
        flushed.futureResult.assumeIsolated().whenComplete { _ in then() }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: flushed)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { isInputClosed = true }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isFinishing { context.fireChannelRead(data) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isFinishing { context.read() } else { context.fireChannelReadComplete() }
    }
}
