import Glibc
import LabTestSupport

/// What QEMU has of a wire, in place of a machine: it gives back every frame.
struct EchoSocket {
    private let descriptor: Int32

    /// Takes the machine's port.
    ///
    /// - Throws: `Failure` where somebody else has it.
    init(near: UInt16, far: UInt16) throws {
        guard let socket = Loopback.datagrams(boundTo: far), Loopback.connect(socket, to: near)
        else { throw Failure("no port for the machine") }
        descriptor = socket
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
}
