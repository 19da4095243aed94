import LabNetwork
import LabProgram
import NIOCore
import NIOHTTP1

/// A connection to a port where the program serves HTTP: one request after the other.
///
/// While a request waits for its answer nothing more is read; those that came in one piece with it
/// wait their turn (RFC 9112, 9.3.2).
final class HTTPServerConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// A request that arrived whole, or what the server itself answers in its turn.
    private enum Turn {
        case request(HTTPRequest, HTTPRequestHead)
        case refuse(HTTPResponse)
    }

    private struct Open {
        var exchange: ExchangeID
        var head: HTTPRequestHead
    }

    private let runtime: Runtime
    private let nearEnd: NearEnd
    private let port: UInt16
    private var context: ChannelHandlerContext?
    /// The request that is arriving.
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var turns: [Turn] = []
    /// The request that waits for the program's answer.
    private var open: Open?
    private var isWriting = false
    private var wantsRead = false
    /// Whether nothing more is taken in: the client closed its side, or it can't be understood.
    private var isDeaf = false

    private init(_ runtime: Runtime, _ nearEnd: NearEnd, port: UInt16) {
        self.runtime = runtime
        self.nearEnd = nearEnd
        self.port = port
    }

    static func addHandlers(to channel: any Channel, port: UInt16, _ runtime: Runtime) throws {
        let nearEnd = NearEnd(runtime, channel)
        try channel.pipeline.syncOperations.addHandlers([
            nearEnd, HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder()),
            HTTPServerConnection(runtime, nearEnd, port: port),
        ])
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    // MARK: - Requests

    func read(context: ChannelHandlerContext) {
        wantsRead = open != nil || isWriting
        if !wantsRead { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDeaf else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            if head.headers["Expect"].contains(where: { $0.equalsIgnoringCase("100-continue") }) {
                sayContinue(context)
            }
        case .body(let buffer):
            guard body.count + buffer.readableBytes <= HTTPFraming.bodyLimit else {
                return refuse(413, "the body is longer than \(HTTPFraming.bodyLimit) bytes\n")
            }
            body.append(buffer)
        case .end:
            guard let head else { return }
            let request = HTTPRequest(
                method: head.method.rawValue, target: head.uri,
                headers: HTTPFraming.values(head.headers), body: body)
            self.head = nil
            body = []
            turns.append(.request(request, head))
            takeTurn()
        }
    }

    /// A client that waits before it sends a long body is told to go on (RFC 9110, 10.1.1).
    private func sayContinue(_ context: ChannelHandlerContext) {
        guard open == nil, !isWriting else { return }
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func takeTurn() {
        guard open == nil, !isWriting, !turns.isEmpty, let context else { return }
        switch turns.removeFirst() {
        case .request(let request, let head):
            let exchange = ExchangeID(rawValue: runtime.nextHandle())
            open = Open(exchange: exchange, head: head)
            runtime.served[exchange.rawValue] = self
            let client = context.remoteAddress?.endpoint ?? Endpoint(.any, 0)
            runtime.deliver(.request(exchange, request, port: port, from: client))
        case .refuse(let response):
            write(response, isToHead: false, keepsAlive: false, version: .http1_1)
        }
    }

    /// Answers in the program's stead, after the requests that came before, and closes.
    private func refuse(_ status: Int, _ text: String) {
        guard !isDeaf else { return }
        isDeaf = true
        turns.append(.refuse(HTTPResponse(status: status, text: text)))
        takeTurn()
    }

    // MARK: - Answers

    func respond(_ response: HTTPResponse) {
        guard let open else { return }
        self.open = nil
        write(
            response, isToHead: open.head.method == .HEAD,
            keepsAlive: open.head.isKeepAlive
                && response.headers["Connection"]?.equalsIgnoringCase("close") != true,
            version: open.head.version)
    }

    private func write(
        _ response: HTTPResponse, isToHead: Bool, keepsAlive: Bool, version: HTTPVersion
    ) {
        guard let context else { return }
        isWriting = true
        let head = HTTPFraming.head(
            of: response, isToHead: isToHead, keepsAlive: keepsAlive, version: version)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !isToHead, !response.body.isEmpty, HTTPFraming.hasBody(response.status) {
            let buffer = context.channel.allocator.buffer(bytes: response.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { [self] in
            didWrite(keepsAlive: keepsAlive)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    private func didWrite(keepsAlive: Bool) {
        isWriting = false
        guard keepsAlive else {
            isDeaf = true
            turns = []
            return nearEnd.finish()
        }
        takeTurn()
        guard open == nil, !isWriting, let context else { return }
        if isDeaf { return nearEnd.finish() }
        if wantsRead {
            wantsRead = false
            context.read()
        }
    }

    // MARK: - The end

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event as? ChannelEvent == .inputClosed else { return }
        isDeaf = true
        abandon()
        if !isWriting { nearEnd.finish() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            context.close(promise: nil)
            return
        }
        refuse(400, "the request can't be understood: \(error)\n")
    }

    func channelInactive(context: ChannelHandlerContext) {
        isDeaf = true
        abandon()
    }

    /// Nobody waits for an answer any more.
    private func abandon() {
        turns = []
        guard let open else { return }
        self.open = nil
        if runtime.served.removeValue(forKey: open.exchange.rawValue) != nil {
            runtime.deliver(.requestAbandoned(open.exchange))
        }
    }
}
