import LabNetwork
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// IPv4 sockets, made and bound at once, so that a port that is taken is known at once.
enum InternetSocket {
    /// How many connections may wait to be accepted; the kernel's own limit lies below it.
    static let backlog: Int32 = 4_096

    /// Opens a UDP port.
    static func datagram(boundTo endpoint: Endpoint) throws(ErrorNumber) -> Int32 {
        let descriptor = try open(SOCK_DGRAM)
        do throws(ErrorNumber) {
            try bind(descriptor, to: endpoint)
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Opens a TCP port and lets connections wait there.
    static func listener(boundTo endpoint: Endpoint) throws(ErrorNumber) -> Int32 {
        let descriptor = try open(SOCK_STREAM)
        do throws(ErrorNumber) {
            // A program that was killed may open its port again while old connections fade.
            var yes: Int32 = 1
            setsockopt(
                descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            try bind(descriptor, to: endpoint)
            guard listen(descriptor, backlog) == 0 else { throw ErrorNumber.last }
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Opens a socket for ICMP echoes: an unprivileged one, else a raw one.
    ///
    /// - Returns: the socket, and whether packets come with their IP header.
    static func echo() throws(ErrorNumber) -> (descriptor: Int32, isRaw: Bool) {
        if let socket = try? open(SOCK_DGRAM, protocol: Int32(IPPROTO_ICMP)) {
            return (socket, false)
        }
        return (try open(SOCK_RAW, protocol: Int32(IPPROTO_ICMP)), true)
    }

    /// Sends a datagram now or never; nothing says whether it left, as nothing says it arrived.
    static func send(_ payload: [UInt8], on descriptor: Int32, to endpoint: Endpoint) {
        withAddress(endpoint) { address, size in
            _ = sendto(
                descriptor, payload, payload.count, flags,
                address, size)
        }
    }

    private static let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)

    private static func open(
        _ kind: __socket_type, protocol: Int32 = 0
    ) throws(ErrorNumber) -> Int32 {
        let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, Int32(kind.rawValue) | flags, `protocol`)
        guard descriptor >= 0 else { throw ErrorNumber.last }
        return descriptor
    }

    private static func bind(
        _ descriptor: Int32, to endpoint: Endpoint
    ) throws(ErrorNumber) {
        let result = withAddress(endpoint) { Glibc.bind(descriptor, $0, $1) }
        guard result == 0 else { throw ErrorNumber.last }
    }

    private static func withAddress<Result>(
        _ endpoint: Endpoint, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in(endpoint)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

extension sockaddr_in {
    init(_ endpoint: Endpoint) {
        self.init()
        sin_family = sa_family_t(AF_INET)
        sin_port = endpoint.port.bigEndian
        sin_addr.s_addr = endpoint.address.bits.bigEndian
    }
}

extension SocketAddress {
    /// The address of SwiftNIO for an endpoint.
    init(_ endpoint: Endpoint) { self.init(sockaddr_in(endpoint), host: "") }

    /// The endpoint; `nil` for an address that is not of IPv4.
    var endpoint: Endpoint? {
        guard case .v4(let address) = self else { return nil }
        return Endpoint(
            LabNetwork.IPv4Address(bits: UInt32(bigEndian: address.address.sin_addr.s_addr)),
            UInt16(bigEndian: address.address.sin_port))
    }
}
