import Foundation
import LabModel

/// A port of the user's own network, taken before a lab exists that it could lead into.
final class ListeningSocket {
    let publication: PortPublication
    /// The socket.
    let descriptor: Int32

    /// Takes the port.
    ///
    /// - Throws: `LabError` where it is taken already, or not for this user.
    init(_ publication: PortPublication) throws(LabError) {
        self.publication = publication
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw LabError("--publish: no socket can be made: \(Self.reason)")
        }
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = publication.port.bigEndian
        place.sin_addr.s_addr = inet_addr(publication.address)
        let bound = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0, listen(descriptor, 128) == 0 else {
            throw LabError(Self.refusal(of: publication, errno))
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func refusal(of publication: PortPublication, _ code: Int32) -> String {
        let place = "\(publication.address):\(publication.port)"
        switch code {
        case EADDRINUSE:
            return "--publish: port \(publication.port) of \(publication.address) is in use; "
                + "take another one, as --publish "
                + "\(UInt32(publication.port) + 1):\(publication.host):\(publication.hostPort)"
        case EACCES: return "--publish: \(place) is for root only; take a port from 1024 on"
        case EADDRNOTAVAIL:
            return "--publish: this machine has no address \(publication.address)"
        default: return "--publish: \(place): \(String(cString: strerror(code)))"
        }
    }
}
