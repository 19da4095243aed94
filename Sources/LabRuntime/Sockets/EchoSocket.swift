import LabNetwork
import LabProgram
import NIOCore
import NIOPosix

/// Sends ICMP echo requests and hears the answers (RFC 792).
final class EchoSocket: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    /// Bytes of data in an echo, as `ping` sends.
    private static let dataSize = 56
    private static let request: UInt8 = 8
    private static let reply: UInt8 = 0

    private struct Open {
        var exchange: ExchangeID
        var address: IPv4Address
        var deadline: Scheduled<Void>
    }

    private let runtime: Runtime
    private var descriptor: Int32 = -1
    private var isRaw = false
    private var channel: (any Channel)?
    private var open: [UInt64: Open] = [:]
    /// What tells this program's echoes from those of others: a raw socket hears them all.
    private let mark: UInt64

    init(_ runtime: Runtime) {
        self.runtime = runtime
        var machine = SystemRandomNumberGenerator()
        mark = machine.next()
        openSocket()
    }

    private func openSocket() {
        do {
            (descriptor, isRaw) = try InternetSocket.echo()
        } catch {
            return runtime.report(error, "can't send echo requests, all will seem lost")
        }
        let handler = NIOLoopBound(self, eventLoop: runtime.eventLoop)
        DatagramBootstrap(group: runtime.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
            .withBoundSocket(descriptor)
            .assumeIsolated().whenFailure { [self] in runtime.report($0, "ICMP socket") }
    }

    func ping(_ address: IPv4Address, timeout: Interval, _ exchange: ExchangeID) {
        let number = exchange.rawValue
        let deadline = runtime.loop.scheduleTask(in: TimeAmount(timeout)) { [self] in
            guard open.removeValue(forKey: number) != nil else { return }
            runtime.deliver(.pong(exchange, false))
        }
        open[number] = Open(exchange: exchange, address: address, deadline: deadline)
        guard descriptor >= 0 else { return }
        InternetSocket.send(packet(number), on: descriptor, to: Endpoint(address, 0))
    }

    func close() {
        descriptor = -1
        for echo in open.values { echo.deadline.cancel() }
        open = [:]
        channel?.close(promise: nil)
        channel = nil
    }

    /// Type, code, checksum, identifier, sequence number; the data holds what is looked for.
    private func packet(_ number: UInt64) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.writeInteger(Self.request)
        buffer.writeRepeatingByte(0, count: 3)
        buffer.writeInteger(UInt16(truncatingIfNeeded: mark))
        buffer.writeInteger(UInt16(truncatingIfNeeded: number))
        buffer.writeInteger(mark)
        buffer.writeInteger(number)
        buffer.writeRepeatingByte(0, count: Self.dataSize - 16)
        buffer.setInteger(Self.checksum(buffer.readableBytesView), at: 2)
        return buffer.bytes
    }

    /// The complement of the sum in ones' complement of all 16-bit words (RFC 1071).
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var sum: UInt32 = 0
        var isHigh = true
        for byte in bytes {
            sum += isHigh ? UInt32(byte) << 8 : UInt32(byte)
            isHigh.toggle()
        }
        while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }

    func handlerAdded(context: ChannelHandlerContext) { channel = context.channel }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        var packet = envelope.data
        if isRaw, let first: UInt8 = packet.getInteger(at: packet.readerIndex) {
            // The length of the IP header in words of four bytes (RFC 791, 3.1).
            guard packet.readBytes(length: Int(first & 15) * 4) != nil else { return }
        }
        guard packet.readInteger(as: UInt8.self) == Self.reply,
            packet.readBytes(length: 7) != nil, packet.readInteger() == mark,
            let number: UInt64 = packet.readInteger(),
            let answered = open[number],
            envelope.remoteAddress.endpoint?.address == answered.address
        else { return }
        open[number] = nil
        answered.deadline.cancel()
        runtime.deliver(.pong(answered.exchange, true))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

extension Runtime {
    func ping(_ address: IPv4Address, timeout: Interval) -> ExchangeID {
        let exchange = ExchangeID(rawValue: nextHandle())
        let socket = echo ?? EchoSocket(self)
        echo = socket
        socket.ping(address, timeout: timeout, exchange)
        return exchange
    }
}
