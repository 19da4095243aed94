import LabHost
import LabModel
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#endif

/// Lets the host's discovery agent answer DNS wrongly, one that is started later too.
final class DNSFaults {
    /// How often, and how many times, an agent that begins is tried to be told.
    private static let pause = TimeAmount.milliseconds(20)
    private static let attempts = 500

    private let loop: NIOIsolatedEventLoop
    private var lie: DNSLie?

    init(loop: NIOIsolatedEventLoop) { self.loop = loop }

    /// Tells every program of the host that takes orders.
    ///
    /// - Throws: `LabError` where there is none.
    func set(_ lie: DNSLie?) throws(LabError) {
        self.lie = lie
        let suffix = ".control"
        let told = HostFiles.names(in: "/run/lab").filter { name in
            name.hasSuffix(suffix) && Self.tell(lie, at: "/run/lab/" + name)
        }
        guard told.isEmpty, lie != nil else { return }
        throw LabError(
            "no discovery agent of the lab's own runs on this host: only those can lie (use: builtin)"
        )
    }

    /// Tells a program that has just been started, once it can be told.
    func started(_ process: HostProcess) {
        guard lie != nil else { return }
        let path = ProgramFile.controlSocket(of: process.spec.name)
        tell(process, at: path, attempts: Self.attempts, pid: process.pid)
    }

    private func tell(_ process: HostProcess, at path: String, attempts: Int, pid: Int32?) {
        guard let lie, attempts > 0, process.pid == pid, !Self.tell(lie, at: path) else { return }
        loop.scheduleTask(in: Self.pause) { [self] in
            tell(process, at: path, attempts: attempts - 1, pid: pid)
        }
    }

    /// Writes an order to a control socket; whether somebody listens there.
    private static func tell(_ lie: DNSLie?, at path: String) -> Bool {
        guard let order = try? JSONEncoder().encode(ProgramOrder.dnsFault(lie)) else {
            return false
        }
        let line = Array(order) + [10]
        let descriptor = socket(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isLong = withUnsafeMutableBytes(of: &address.sun_path) { place in
            let text = Array(path.utf8)
            guard text.count < place.count else { return true }
            place.copyBytes(from: text)
            return false
        }
        guard !isLong else { return false }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { return false }
        // Shorter than any buffer of a socket.
        return line.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        } == line.count
    }
}
