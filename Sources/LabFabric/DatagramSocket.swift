import Glibc

/// A connected datagram socket that stands for a wire: each datagram is an Ethernet frame.
enum DatagramSocket {
    /// Bytes that the kernel is asked to keep of what a host sends: loss is the model's business.
    private static let roomInKernel: Int32 = 4 << 20

    /// Makes a socket ready for use as a wire.
    ///
    /// - Throws: `FabricError` where the descriptor is no connected datagram socket.
    static func prepare(_ socket: Int32) throws {
        var type: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) == 0,
            type == Int32(SOCK_DGRAM.rawValue) || type == Int32(SOCK_SEQPACKET.rawValue)
        else { throw FabricError("descriptor \(socket) is no datagram socket") }
        for option in [SO_RCVBUF, SO_RCVBUFFORCE, SO_SNDBUF, SO_SNDBUFFORCE] {
            var room = roomInKernel
            _ = setsockopt(socket, SOL_SOCKET, option, &room, size)
        }
    }

    /// Reads a frame to where one from a TAP would be, behind an offload header that leaves no work.
    ///
    /// - Returns: bytes with that header; negative where there is none, which `errno` says why.
    static func receive(
        from socket: Int32, into buffer: UnsafeMutableRawPointer, _ size: Int
    ) -> Int {
        let header = OffloadHeader.size
        let count = recv(socket, buffer + header, size - header, Int32(MSG_DONTWAIT))
        guard count >= 0 else { return count }
        OffloadHeader().write(to: buffer)
        return header + count
    }

    /// Sends a whole frame; negative where it did not go, which `errno` says why.
    static func send(_ frame: EthernetFrame, to socket: Int32) -> Int {
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        let sent = Glibc.send(socket, frame.start, frame.length, flags)
        // That nobody took a frame is told to the one after it, which has not gone yet.
        guard sent < 0, errno == ECONNREFUSED else { return sent }
        return Glibc.send(socket, frame.start, frame.length, flags)
    }

    /// Whether an error says of a frame that was sent before that nobody took it: the kernel tells
    /// once, and the wire is as good as before.
    static func isPassing(_ error: Int32) -> Bool {
        [
            ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN, ENOBUFS,
            ENOMEM, EPIPE, EMSGSIZE,
        ].contains(error)
    }
}
