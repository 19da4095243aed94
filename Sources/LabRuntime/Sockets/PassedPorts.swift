import LabNetwork

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// TCP ports that somebody opens for a program before it starts, so that whoever knows of it already
/// waits in place of being refused.
///
/// The program has them as its descriptors from 3 on, as many as `LISTEN_FDS` says.
///
/// Source: sd_listen_fds(3), but for `LISTEN_PID`.
public enum PassedPorts {
    private static let first: Int32 = 3
    private static let variable = "LISTEN_FDS"

    /// Opens ports for a program, on all addresses.
    ///
    /// - Returns: the sockets, which the caller closes once the program has them; one that can't be
    ///   opened is left to the program, which says why.
    public static func open(_ ports: some Sequence<UInt16>) -> [Int32] {
        ports.compactMap { try? InternetSocket.listener(boundTo: Endpoint(.any, $0)) }
    }

    /// The variables that tell a program of so many sockets, `NAME=value`.
    public static func variables(for count: Int) -> [String] {
        count == 0 ? [] : ["\(variable)=\(count)"]
    }

    /// The sockets that this process was started with, by their port.
    public static func received() -> [UInt16: Int32] {
        let count = getenv(variable).flatMap { Int32(String(cString: $0)) } ?? 0
        var result: [UInt16: Int32] = [:]
        for descriptor in first..<first + max(0, min(count, 1_024)) {
            guard let port = port(of: descriptor) else { continue }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            result[port] = descriptor
        }
        return result
    }

    private static func port(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        guard outcome == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        return UInt16(bigEndian: address.sin_port)
    }
}
