import Glibc
import LabNetwork

/// A socket with calls that block, for a second at most where nothing else is said.
package final class TestSocket: Sendable {
    package let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    private static func make(_ kind: __socket_type, _ protocolNumber: Int = 0) throws -> TestSocket
    {
        let type = Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, type, Int32(protocolNumber))
        try SystemFailure.checkCall(descriptor, "make a socket")
        let result = TestSocket(descriptor)
        result.setTimeout(milliseconds: 1_000)
        return result
    }

    /// A socket for datagrams, bound to a port of every address.
    package static func datagrams(port: UInt16) throws -> TestSocket {
        let socket = try make(SOCK_DGRAM)
        socket.set(SO_RCVBUFFORCE, 16 << 20)
        try socket.bind(port: port)
        return socket
    }

    /// A socket that sends and gets ICMP messages, with the IPv4 header before those it gets.
    package static func icmp() throws -> TestSocket {
        let socket = try make(SOCK_RAW, Int(IPPROTO_ICMP))
        socket.set(SO_RCVBUFFORCE, 64 << 20)
        socket.set(SO_SNDBUFFORCE, 64 << 20)
        return socket
    }

    /// A socket that takes connections.
    package static func listener(port: UInt16) throws -> TestSocket {
        let socket = try make(SOCK_STREAM)
        socket.set(SO_REUSEADDR, 1)
        try socket.bind(port: port)
        try SystemFailure.checkCall(listen(socket.descriptor, 16), "listen")
        return socket
    }

    /// A connection to somebody who listens.
    package static func connection(
        to address: IPv4Address, port: UInt16, timeout: Int = 1_000
    ) throws -> TestSocket {
        let socket = try make(SOCK_STREAM)
        socket.setTimeout(milliseconds: timeout)
        try with(address, port) { target, size in
            _ = try SystemFailure.checkCall(
                connect(socket.descriptor, target, size), "connect to \(address):\(port)")
        }
        return socket
    }

    /// Waits for a connection.
    package func accepted() throws -> TestSocket {
        let peer = accept(descriptor, nil, nil)
        try SystemFailure.checkCall(peer, "accept a connection")
        let socket = TestSocket(peer)
        socket.setTimeout(milliseconds: 1_000)
        return socket
    }

    /// Sets for how long calls block.
    package func setTimeout(milliseconds: Int) {
        var time = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    /// Lets the socket send to all hosts of a network at once.
    package func allowBroadcast() { set(SO_BROADCAST, 1) }

    private func set(_ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends one datagram.
    @discardableResult
    package func send(_ bytes: [UInt8], to address: IPv4Address, port: UInt16 = 0) -> Bool {
        Self.with(address, port) { target, size in
            sendto(descriptor, bytes, bytes.count, 0, target, size) == bytes.count
        }
    }

    /// Sends bytes of a stream; tells how many it took.
    package func send(_ bytes: [UInt8]) throws -> Int {
        try SystemFailure.checkCall(
            Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)), "send")
    }

    /// Sends bytes of a stream, as many as go; tells whether the stream is still there.
    package func canSend(_ bytes: [UInt8]) -> Bool {
        Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) >= 0 || errno == EAGAIN
    }

    /// Ends a stream in both directions; who waits for it is told.
    package func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Waits for bytes and writes them to a buffer; tells how many there are, 0 at the end.
    package func receive(into buffer: inout [UInt8]) throws -> Int {
        try SystemFailure.checkCall(recv(descriptor, &buffer, buffer.count, 0), "receive")
    }

    /// Waits for one datagram, or some bytes of a stream.
    package func receive() throws -> [UInt8] {
        var buffer = Array(repeating: UInt8(0), count: 65_536)
        return Array(buffer[..<(try receive(into: &buffer))])
    }

    private func bind(port: UInt16) throws {
        try Self.with(.any, port) { address, size in
            _ = try SystemFailure.checkCall(
                Glibc.bind(descriptor, address, size), "bind port \(port)")
        }
    }

    private static func with<R>(
        _ address: IPv4Address, _ port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> R
    ) rethrows -> R {
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        target.sin_addr.s_addr = address.bits.bigEndian
        return try withUnsafePointer(to: target) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

/// Nanoseconds of CLOCK_MONOTONIC.
package func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
