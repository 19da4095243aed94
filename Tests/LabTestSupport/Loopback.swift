#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// UDP sockets on the machine's own loopback.
public enum Loopback {
    /// Makes a socket; the caller owns it.
    ///
    /// - Parameter port: the port; 0 for one that nobody has.
    /// - Returns: the descriptor; `nil` where somebody has the port.
    public static func datagrams(boundTo port: UInt16 = 0) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0, at(port, { bind(descriptor, $0, $1) }) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            return nil
        }
        return descriptor
    }

    /// Connects a socket to a port; whether that worked.
    public static func connect(_ descriptor: Int32, to port: UInt16) -> Bool {
        at(port) { Glibc.connect(descriptor, $0, $1) } == 0
    }

    /// The port of a socket.
    public static func port(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        return result == 0 ? UInt16(bigEndian: address.sin_port) : nil
    }

    private static func at(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
