import ArgumentParser
import Foundation
import LabModel
import LabSupervisor

/// A port of the user's machine that shall stand for a host's: `8080:host-3:80`.
struct PortPublication: ExpressibleByArgument, Hashable {
    /// The address of the user's machine; loopback, so that nobody else reaches it, unless asked for.
    var address = "127.0.0.1"
    var port: UInt16
    var host: String
    var hostPort: UInt16

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(
            String.init)
        guard (3...4).contains(parts.count), !parts.contains(""),
            let port = UInt16(parts[parts.count - 3]), port > 0,
            let hostPort = UInt16(parts[parts.count - 1]), hostPort > 0
        else { return nil }
        if parts.count == 4 {
            guard inet_addr(parts[0]) != in_addr_t.max else { return nil }
            address = parts[0]
        }
        (self.port, host, self.hostPort) = (port, parts[parts.count - 2], hostPort)
    }

    /// Whether a lab does that already.
    func isAmong(_ published: [LabInformation.Publication]) -> Bool {
        published.contains { $0.port == port && $0.host == host && $0.hostPort == hostPort }
    }

    /// The port and what it leads to, for people.
    var words: String { "\(address):\(port) → \(host):\(hostPort)" }
}
