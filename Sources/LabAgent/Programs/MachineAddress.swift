import LabNetwork

#if canImport(Glibc)
import Glibc
#endif

/// The addresses of this machine.
enum MachineAddress {
    /// The first one that others can reach; loopback where there is none.
    static var first: IPv4Address {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return .loopback }
        defer { freeifaddrs(list) }
        var entry = list
        while let current = entry {
            entry = current.pointee.ifa_next
            guard let pointer = current.pointee.ifa_addr,
                pointer.pointee.sa_family == sa_family_t(AF_INET)
            else { continue }
            let address = pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                IPv4Address(bits: UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
            }
            if !address.isLoopback { return address }
        }
        return .loopback
    }
}
