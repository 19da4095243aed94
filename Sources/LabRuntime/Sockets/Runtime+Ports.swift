import LabNetwork
import LabProgram
import NIOCore
import NIOPosix

/// Ports: UDP, TCP and HTTP.
extension Runtime {
    func openDatagrams(port: UInt16) throws(SystemError) {
        guard datagramPorts[port] == nil else { throw .portInUse(port) }
        let endpoint = Endpoint(configuration.bind, port)
        let descriptor: Int32
        do {
            descriptor = try InternetSocket.datagram(boundTo: endpoint)
        } catch {
            throw refusal(of: port, "udp", error)
        }
        let opened = DatagramPort(port, descriptor: descriptor, self)
        datagramPorts[port] = opened
        let handler = NIOLoopBound(opened, eventLoop: eventLoop)
        DatagramBootstrap(group: eventLoop)
            .channelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: DatagramPort.largest)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
            .withBoundSocket(descriptor)
            .assumeIsolated().whenFailure { [self] in report($0, "UDP port \(port)") }
    }

    func listen(port: UInt16) throws(SystemError) {
        try openListener(port: port) { runtime, channel in
            let pipeline = channel.pipeline.syncOperations
            let nearEnd = NearEnd(runtime, channel)
            let connection = StreamConnection(runtime, nearEnd)
            connection.acceptedPort = port
            try pipeline.addHandlers([nearEnd, connection])
        }
    }

    func serveHTTP(port: UInt16) throws(SystemError) {
        try openListener(port: port) { runtime, channel in
            try HTTPServerConnection.addHandlers(to: channel, port: port, runtime)
        }
    }

    private func openListener(
        port: UInt16,
        _ setUp: @escaping @Sendable (Runtime, any Channel) throws -> Void
    ) throws(SystemError) {
        guard listeners[port] == nil else { throw .portInUse(port) }
        let descriptor = try listener(port)
        let runtime = NIOLoopBound(self, eventLoop: eventLoop)
        ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: InternetSocket.backlog)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { runtime.value.listeners[port] = channel }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try setUp(runtime.value, channel) }
            }
            .withBoundSocket(descriptor)
            .assumeIsolated().whenFailure { [self] in report($0, "TCP port \(port)") }
    }

    private func listener(_ port: UInt16) throws(SystemError) -> Int32 {
        if let passed = passedPorts.removeValue(forKey: port) { return passed }
        do {
            return try InternetSocket.listener(boundTo: Endpoint(configuration.bind, port))
        } catch {
            throw refusal(of: port, "tcp", error)
        }
    }

    private func refusal(
        of port: UInt16, _ transport: String, _ error: ErrorNumber
    ) -> SystemError {
        onLog?(.error, "system: can't open \(transport) port \(port): \(error)")
        onPortRefused?(port, transport, error.description)
        return .portInUse(port)
    }

    func report(_ error: any Error, _ subject: String) {
        onLog?(.error, "system: \(subject): \(error)")
    }
}
