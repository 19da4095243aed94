import LabNetwork
import LabProgram
import NIOCore

/// A UDP port that the program opened.
///
/// SwiftNIO reads; sending goes to the socket itself, since a network that can't be reached for a
/// moment would make SwiftNIO close the port.
final class DatagramPort: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    /// The largest UDP datagram over IPv4 (RFC 768).
    static let largest = 65_535

    private let port: UInt16
    private var descriptor: Int32
    private let runtime: Runtime
    private var channel: (any Channel)?

    init(_ port: UInt16, descriptor: Int32, _ runtime: Runtime) {
        self.port = port
        self.descriptor = descriptor
        self.runtime = runtime
    }

    func send(_ payload: [UInt8], to destination: Endpoint) {
        guard descriptor >= 0 else { return }
        InternetSocket.send(payload, on: descriptor, to: destination)
    }

    func close() {
        descriptor = -1
        channel?.close(promise: nil)
        channel = nil
    }

    func handlerAdded(context: ChannelHandlerContext) { channel = context.channel }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard descriptor >= 0, let source = envelope.remoteAddress.endpoint else { return }
        runtime.deliver(
            .datagram(
                Datagram(
                    port: port, source: source, payload: envelope.data.bytes)))
    }

    /// Another host's refusal; UDP says nothing of it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
