import LabHost
import LabRuntime
import NIOCore
import NIOPosix

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The socket on which a running program is told something: one JSON text a line.
final class ControlSocket {
    private let server: EventLoopFuture<any Channel>

    /// Opens the socket; a file that a program before this one left there is replaced.
    ///
    /// - Parameter carryOut: called on the loop with each order.
    init(_ path: String, on loop: any EventLoop, _ carryOut: @escaping (ProgramOrder) -> Void) {
        let carryOut = NIOLoopBound(carryOut, eventLoop: loop)
        server = ServerBootstrap(group: loop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Orders(carryOut.value))
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true)
        server.whenFailure { error in
            ProgramCommand.complain("the control socket \(path) can't be opened: \(error)")
        }
    }

    func close() { server.whenSuccess { $0.close(promise: nil) } }

    private final class Orders: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let carryOut: (ProgramOrder) -> Void
        private var lines = LineBuffer()

        init(_ carryOut: @escaping (ProgramOrder) -> Void) { self.carryOut = carryOut }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            for line in lines.append(unwrapInboundIn(data).readableBytesView) {
                do {
                    carryOut(try JSONDecoder().decode(ProgramOrder.self, from: Data(line)))
                } catch {
                    ProgramCommand.complain("an order can't be understood: \(error)")
                }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
