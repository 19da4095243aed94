import CLinux
import Glibc
import LabModel
import LabSupervisor

/// The way of a machine's frames: one datagram each, between a socket of the lab's and one of QEMU's.
package struct MachineWire: Hashable, Sendable {
    /// The ports of both ends on 127.0.0.1.
    package struct Ports: Hashable, Sendable {
        /// The end of the lab, to which QEMU sends.
        package var near: UInt16
        /// The end of QEMU.
        package var far: UInt16
    }

    /// The lab's end, for the fabric, which then owns the descriptor.
    package var end: MadeWire
    /// The ports.
    package var ports: Ports

    /// Opens the lab's end of a wire in this process's network namespace.
    ///
    /// - Parameter far: the port that QEMU will take, which is nobody's yet.
    /// - Throws: `LabError` where there are no descriptors left, or no network.
    static func open(far: UInt16) throws(LabError) -> MachineWire {
        let descriptor = socket(
            AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw refusal() }
        do throws(LabError) {
            var address = loopback(port: 0)
            try check(with(&address) { bind(descriptor, $0, $1) })
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            try check(with(&address) { place, _ in getsockname(descriptor, place, &size) })
            let near = UInt16(bigEndian: address.sin_port)
            address = loopback(port: far)
            try check(with(&address) { connect(descriptor, $0, $1) })
            return MachineWire(end: .datagrams(descriptor), ports: Ports(near: near, far: far))
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func with(
        _ address: inout sockaddr_in,
        _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func check(_ result: Int32) throws(LabError) {
        guard result == 0 else { throw refusal() }
    }

    private static func refusal() -> LabError {
        LabError("can't make a wire for a machine: \(String(cString: strerror(errno)))")
    }
}
