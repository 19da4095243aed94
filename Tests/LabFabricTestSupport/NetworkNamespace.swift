import CLinux
import Glibc

/// A network namespace with nothing but a loopback device.
///
/// It goes with this object and the descriptors of what was made in it.
package final class NetworkNamespace: Sendable {
    /// Keeps the namespace alive; others reach it as /proc/PID/fd/NUMBER.
    package let descriptor: Int32

    package init() throws {
        descriptor = lab_network_namespace_open()
        try SystemFailure.check(descriptor, "make a network namespace")
    }

    deinit { close(descriptor) }

    /// Why namespaces and TAP devices cannot be made here; `nil` where they can.
    package static let obstacle: String? = {
        do {
            let namespace = try NetworkNamespace()
            close(try namespace.run { try openTap("probe", [2, 0, 0, 0, 0, 1]) })
            return nil
        } catch {
            return "\(error); run as root, or under unshare --map-root-user --net"
        }
    }()

    /// Makes a TAP device in the calling thread's namespace.
    package static func openTap(_ name: String, _ hardwareAddress: [UInt8]) throws -> Int32 {
        try SystemFailure.check(
            lab_tap_open(name, hardwareAddress, 1), "make the TAP device \(name)")
    }

    /// Runs something in the namespace, on a thread of its own, and waits for its end.
    package func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) throws -> R {
        let descriptor = descriptor
        return try Background {
            try SystemFailure.check(
                lab_network_namespace_enter(descriptor), "enter a network namespace")
            return try body()
        }.wait()
    }
}
