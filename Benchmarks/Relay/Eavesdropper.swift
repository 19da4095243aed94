import Glibc

/// Somebody who hears all that leaves and reaches this computer.
struct Eavesdropper {
    /// Every protocol (ETH_P_ALL of if_ether.h), in network order.
    private static let everything = UInt16(3).bigEndian

    private let descriptor: Int32

    /// Begins to listen.
    ///
    /// - Throws: `Failure` for all but root.
    init() throws {
        descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue), Int32(Self.everything))
        guard descriptor >= 0 else { throw Failure("nobody may listen but root") }
        var size: Int32 = 4 << 20
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends some words to the other computer, for everybody to read.
    ///
    /// - Throws: `Failure` where `SSH_CONNECTION` does not say where it is (ssh(1)).
    func speak(_ words: [UInt8]) throws {
        let connection = getenv("SSH_CONNECTION").map { String(cString: $0).split(separator: " ") }
        guard let connection, connection.count == 4 else { throw Failure("no SSH_CONNECTION") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        // The port of "discard" (RFC 863).
        address.sin_port = UInt16(9).bigEndian
        inet_pton(AF_INET, String(connection[2]), &address.sin_addr)
        let sender = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(sender) }
        let count = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    sender, words, words.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard count == words.count else { throw Failure("nothing can be sent to \(connection[2])") }
    }

    /// How many packets of UDP were heard, and how many of them some words can be read in.
    func heard(_ words: [UInt8]) -> (packets: Int, readable: Int) {
        defer { close(descriptor) }
        var (packets, readable) = (0, 0)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return (packets, readable) }
            // The protocol of an IPv4 header behind an Ethernet header (RFC 791).
            guard count > 42, bytes[12] == 8, bytes[13] == 0, bytes[23] == UInt8(IPPROTO_UDP) else {
                continue
            }
            packets += 1
            let packet = bytes[..<count]
            let isReadable = packet.indices.contains { packet[$0...].starts(with: words) }
            readable += isReadable ? 1 : 0
        }
    }
}
