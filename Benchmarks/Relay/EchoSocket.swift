import CLinux
import Glibc

/// What QEMU has of a wire, in place of a machine: it gives back every frame.
struct EchoSocket {
    private let descriptor: Int32

    /// Takes the machine's port.
    ///
    /// - Throws: `Failure` where somebody else has it.
    init(near: UInt16, far: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        let isBound = Self.at(far) { bind(descriptor, $0, $1) } == 0
        guard isBound, Self.at(near, { connect(descriptor, $0, $1) }) == 0 else {
            throw Failure("no port for the machine")
        }
        var size: Int32 = 1 << 20
        for option in [SO_RCVBUF, SO_SNDBUF] {
            setsockopt(
                descriptor, SOL_SOCKET, option, &size, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// Serves until there is something to read, or the end, at another descriptor.
    func serve(until input: Int32) {
        var frame = [UInt8](repeating: 0, count: 65_536)
        while true {
            var entries = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: input, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&entries, 2, -1) >= 0 || errno == EINTR else { return }
            if entries[1].revents != 0 { return }
            while true {
                let count = recv(descriptor, &frame, frame.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { break }
                _ = send(descriptor, frame, count, Int32(MSG_NOSIGNAL))
            }
        }
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
