import LabNetwork
import LabProgram
import NIOCore
import NIOHTTP1
import NIOPosix

/// A request that the program makes, on a connection of its own.
final class HTTPClientExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    let id: ExchangeID
    private let runtime: Runtime
    private let request: HTTPRequest
    private let destination: Endpoint
    private var channel: (any Channel)?
    private var deadline: Scheduled<Void>?
    private var response: HTTPResponse?
    private var isOpen = false
    private var isOver = false

    init(_ request: HTTPRequest, to destination: Endpoint, _ runtime: Runtime) {
        self.request = request
        self.destination = destination
        self.runtime = runtime
        id = ExchangeID(rawValue: runtime.nextHandle())
    }

    func start(_ timeouts: HTTPTimeouts) {
        let total = NIODeadline.now() + TimeAmount(timeouts.total)
        deadline = runtime.loop.scheduleTask(deadline: total) { [self] in
            fail(isOpen ? .timedOut : .connectTimedOut)
        }
        let exchange = NIOLoopBound(self, eventLoop: runtime.eventLoop)
        let connectLimit = min(timeouts.connect, timeouts.total)
        ClientBootstrap(group: runtime.eventLoop)
            .connectTimeout(TimeAmount(connectLimit))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try exchange.value.install(in: channel) }
            }
            .connect(to: SocketAddress(destination))
            .assumeIsolated().whenFailure { [self] error in
                switch CloseReason(connecting: error) {
                case .refused: fail(.refused)
                case .timedOut: fail(.connectTimedOut)
                case .reset, .finished: fail(.reset)
                case .unreachable: fail(.unreachable)
                }
            }
    }

    private func install(in channel: any Channel) throws {
        self.channel = channel
        try channel.pipeline.syncOperations.addHandlers([
            NearEnd(runtime, channel), HTTPRequestEncoder(),
            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)), self,
        ])
    }

    /// The program wants no answer any more.
    func abandon() {
        isOver = true
        close()
    }

    private func fail(_ failure: HTTPFailure) { settle(.failure(failure)) }

    /// Tells the program, once, what came of it.
    private func settle(_ result: Result<HTTPResponse, HTTPFailure>) {
        guard !isOver else { return }
        isOver = true
        runtime.exchanges[id.rawValue] = nil
        close()
        runtime.deliver(.response(id, result))
    }

    private func close() {
        deadline?.cancel()
        deadline = nil
        channel?.close(promise: nil)
        channel = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        guard !isOver else { return context.close(promise: nil) }
        isOpen = true
        let head = HTTPFraming.head(of: request, to: destination)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !request.body.isEmpty {
            let buffer = context.channel.allocator.buffer(bytes: request.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            response = HTTPResponse(
                status: Int(head.status.code), headers: HTTPFraming.values(head.headers))
        case .body(let buffer):
            let size = (response?.body.count ?? 0) + buffer.readableBytes
            guard size <= HTTPFraming.bodyLimit else {
                runtime.onLog?(
                    .warning,
                    "system: the answer of \(destination) to \(request.method) \(request.target)"
                        + " is longer than \(HTTPFraming.bodyLimit) bytes")
                return fail(.reset)
            }
            response?.body.append(buffer)
        case .end:
            if let response { settle(.success(response)) } else { fail(.reset) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(CloseReason(breaking: error) == .timedOut ? .timedOut : .reset)
    }

    func channelInactive(context: ChannelHandlerContext) { fail(.reset) }
}

extension Runtime {
    func request(
        _ request: HTTPRequest, to destination: Endpoint, timeouts: HTTPTimeouts
    ) -> ExchangeID {
        let exchange = HTTPClientExchange(request, to: destination, self)
        exchanges[exchange.id.rawValue] = exchange
        exchange.start(timeouts)
        return exchange.id
    }
}
