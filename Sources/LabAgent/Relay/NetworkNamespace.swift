import CLinux
import Glibc

/// A network of this process's own, which ends when nobody has it open any more.
struct NetworkNamespace: ~Copyable {
    private let descriptor: Int32

    /// Makes a network with nothing but a loopback.
    ///
    /// - Throws: `RelayFailure` where the kernel refuses, as to all but root.
    init() throws(RelayFailure) {
        descriptor = lab_network_namespace_open()
        guard descriptor >= 0 else { throw RelayFailure("make a network", -descriptor) }
    }

    deinit { close(descriptor) }

    /// The path by which other processes of this user know it, as long as it is open here.
    var path: String {
        // The number of this process where /proc was mounted, which may be outside of its namespace.
        var number = [CChar](repeating: 0, count: 16)
        readlink("/proc/self", &number, number.count - 1)
        let process = String(
            decoding: number.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "/proc/\(process)/fd/\(descriptor)"
    }

    /// Does something on this thread in the network; programs that it starts are in it as well.
    ///
    /// - Throws: `RelayFailure` where the kernel refuses, and what the work throws.
    func inside<Result>(
        _ work: () throws(RelayFailure) -> Result
    ) throws(RelayFailure) -> Result {
        let home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        guard home >= 0 else { throw RelayFailure("find the way back to the network", errno) }
        defer { close(home) }
        let entered = lab_network_namespace_enter(descriptor)
        guard entered == 0 else { throw RelayFailure("enter a network", -entered) }
        // Whoever may enter the one may enter the other.
        defer { _ = lab_network_namespace_enter(home) }
        return try work()
    }
}
