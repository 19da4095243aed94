import Foundation
import LabNetwork
import Synchronization

/// Ports that nobody uses: below the kernel's ephemeral ones, each given once in this process.
enum FreePort {
    private static let next = Mutex(UInt16(20_000 + getpid() % 10_000))

    static func take() -> UInt16 {
        while true {
            let port = next.withLock { next in
                next = next >= 32_000 ? 20_000 : next + 1
                return next
            }
            if isFree(port, SOCK_STREAM), isFree(port, SOCK_DGRAM) { return port }
        }
    }

    private static func isFree(_ port: UInt16, _ kind: __socket_type) -> Bool {
        let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
