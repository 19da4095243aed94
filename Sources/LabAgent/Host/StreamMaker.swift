import LabNetwork
import NIOCore
import NIOPosix

/// Makes streams of descriptors and connections, all on the agent's own event loop.
struct StreamMaker {
    /// The loop.
    let loop: any EventLoop

    /// A stream of a socket that is connected already.
    func socket(_ descriptor: Int32, _ stream: ByteStream) {
        let bound = NIOLoopBound(stream, eventLoop: loop)
        ClientBootstrap(group: loop)
            .channelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
            .channelInitializer { channel in Self.add(bound, to: channel) }
            .withConnectedSocket(descriptor)
            .assumeIsolated().whenFailure { _ in stream.onEnd?() }
    }

    /// A stream of a pipe's end that is read, or written, or of a terminal.
    func pipe(input: Int32? = nil, output: Int32? = nil, both: Int32? = nil, _ stream: ByteStream) {
        let bound = NIOLoopBound(stream, eventLoop: loop)
        let bootstrap = NIOPipeBootstrap(group: loop)
            .channelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
            .channelInitializer { channel in Self.add(bound, to: channel) }
        let channel =
            if let both {
                bootstrap.takingOwnershipOfDescriptor(inputOutput: both)
            } else if let input {
                bootstrap.takingOwnershipOfDescriptor(input: input)
            } else {
                bootstrap.takingOwnershipOfDescriptor(output: output ?? -1)
            }
        channel.assumeIsolated().whenFailure { _ in stream.onEnd?() }
    }

    /// Connects to a port.
    ///
    /// - Parameter failed: called with the words for why there is no connection.
    func connect(
        to endpoint: Endpoint, _ stream: ByteStream, failed: @escaping (String) -> Void
    ) {
        let bound = NIOLoopBound(stream, eventLoop: loop)
        ClientBootstrap(group: loop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
            .connectTimeout(.seconds(10))
            .channelInitializer { channel in Self.add(bound, to: channel) }
            .connect(host: endpoint.address.description, port: Int(endpoint.port))
            .assumeIsolated().whenFailure { failed(Self.words(for: $0)) }
    }

    /// Listens on a path and makes a stream of each connection.
    ///
    /// - Parameters:
    ///   - accepted: called with each, before anything arrives on it.
    ///   - failed: called with the words for why nobody can connect.
    func listen(
        at path: String, accepted: @escaping (ByteStream) -> Void,
        failed: @escaping (String) -> Void
    ) {
        let bound = NIOLoopBound(accepted, eventLoop: loop)
        let eventLoop = loop
        ServerBootstrap(group: loop)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 1 << 20, high: 8 << 20))
            .childChannelInitializer { channel in
                let stream = ByteStream()
                bound.value(stream)
                return Self.add(NIOLoopBound(stream, eventLoop: eventLoop), to: channel)
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true)
            .assumeIsolated().whenFailure { failed(Self.words(for: $0)) }
    }

    private static func add(
        _ stream: NIOLoopBound<ByteStream>, to channel: any Channel
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(stream.value)
        }
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case let error as IOError: Kernel.words(for: error.errnoCode)
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { words(for: $0.error) } ?? "no connection"
        case ChannelError.connectTimeout: "nobody answered in time"
        default: "\(error)"
        }
    }
}
