import CLinux
import Glibc

/// One end of an encrypted way for frames between two computers, which WireGuard in the kernel keeps.
///
/// Its interface is in a network of this process's own, so that it ends with the process, whatever
/// ends that, and no address, route or rule of the computer changes. Only its UDP socket is in the
/// computer's network: that is where the interface was made.
///
/// Source: "Routing & Network Namespace Integration" of wireguard.com, wg(8), ip-link(8).
public final class WireGuardTunnel: Sendable {
    /// Which end it is.
    public enum Side: Sendable {
        /// The lab's, which calls.
        case lab
        /// The relay's, which is called.
        case relay
    }

    private static let interface = "wg0"
    /// In both networks there is nobody else (RFC 3927).
    private static let addresses = (lab: "169.254.0.1", relay: "169.254.0.2")
    /// The port inside, of both ends.
    private static let port: UInt16 = 1
    /// A frame of 1514 bytes with its number, and the headers of UDP and IP.
    private static let largestPacket = 1_600
    /// Keeps open what is on the way, in seconds.
    private static let keepAlive = 15

    private let side: Side
    private let network: NetworkNamespace
    /// What tells this end from all others, as wg writes it.
    public let key: String
    /// The UDP port of this computer to which the other end may send.
    public let port: UInt16

    /// Makes an end that knows no other one yet.
    ///
    /// - Throws: `RelayFailure` where there is no WireGuard for this user on this computer, saying why.
    public init(_ side: Side) throws(RelayFailure) {
        self.side = side
        let network = try NetworkNamespace()
        try NetworkTool.run(
            ["ip", "link", "add", Self.interface, "netns", network.path, "type", "wireguard"])
        let secret = try NetworkTool.run(["wg", "genkey"])
        (key, port) = try network.inside { () throws(RelayFailure) in
            try NetworkTool.run(
                ["wg", "set", Self.interface, "private-key", "/dev/stdin"], input: secret + "\n")
            try NetworkTool.run(
                ["ip", "address", "add", Self.address(of: side) + "/30", "dev", Self.interface])
            try NetworkTool.run(
                ["ip", "link", "set", Self.interface, "mtu", "\(Self.largestPacket)", "up"])
            let key = try NetworkTool.run(["wg", "show", Self.interface, "public-key"])
            let port = try NetworkTool.run(["wg", "show", Self.interface, "listen-port"])
            guard let number = UInt16(port) else {
                throw RelayFailure(words: "wg says that its port is '\(port)'")
            }
            return (key, number)
        }
        self.network = network
    }

    /// Makes the other end known.
    ///
    /// - Parameters:
    ///   - key: the other end's.
    ///   - address: where it is, where this end calls; IPv6 without brackets.
    ///   - port: its UDP port there.
    /// - Returns: a datagram socket that leads there, which the caller owns.
    /// - Throws: `RelayFailure` where something of that makes no sense to WireGuard.
    public func connect(
        to key: String, at address: String? = nil, port: UInt16 = 0
    ) throws(RelayFailure) -> Int32 {
        let peer = Self.address(of: side == .lab ? .relay : .lab)
        var command = ["wg", "set", Self.interface, "peer", key, "allowed-ips", peer + "/32"]
        if let address {
            let host = address.contains(":") ? "[\(address)]" : address
            command += ["endpoint", "\(host):\(port)"]
        }
        command += ["persistent-keepalive", "\(Self.keepAlive)"]
        return try network.inside { () throws(RelayFailure) in
            try NetworkTool.run(command)
            let socket = lab_relay_tunnel(Self.address(of: side), peer, Self.port)
            guard socket >= 0 else { throw RelayFailure("open a tunnel", -socket) }
            return socket
        }
    }

    private static func address(of side: Side) -> String {
        side == .lab ? addresses.lab : addresses.relay
    }
}
