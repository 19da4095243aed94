import Glibc
import LabNetwork
import LabTestSupport
import Testing

@testable import LabFabric

/// Two hosts, 10.0.0.1 and 10.0.0.2, whose wires are pairs of connected sockets.
final class DatagramLab {
    /// What carries the frames.
    enum Kind: CaseIterable {
        case internet, local
    }

    let fabric: Fabric
    let hosts: [DatagramEnd]

    init(_ kind: Kind = .internet) throws {
        let model = try Self.model()
        let fabric = try Fabric(model: model)
        self.fabric = fabric
        hosts = try (0..<2).map { number in
            let (host, wire) = try DatagramEnd.pair(kind)
            try fabric.attach(
                datagrams: wire, host: number, network: 0,
                address: IPv4Address(10, 0, 0, UInt8(number + 1)))
            return host
        }
    }

    deinit { fabric.stop() }

    static func model() throws -> NetworkModel {
        var model = NetworkModel(seed: 1)
        let network = model.addNetwork(
            subnet: try #require(Subnet("10.0.0.0/24")), link: LinkConditions())
        for number in 0..<2 {
            model.attach(
                host: model.addHost(), to: network,
                address: IPv4Address(10, 0, 0, UInt8(number + 1)))
        }
        return model
    }

    func counters(ofHost host: Int) -> PortCounters { fabric.ports[host].counters }

    /// Waits until a host's counters have come to be so.
    func eventually(host: Int = 0, _ isSo: (PortCounters) -> Bool) throws {
        let deadline = MonotonicClock.nanoseconds() + 5_000_000_000
        while !isSo(counters(ofHost: host)) {
            try #require(MonotonicClock.nanoseconds() < deadline, "it never came to be so")
            usleep(200)
        }
    }

    func degrade(host: Int, _ change: (inout LinkConditions) -> Void) {
        var conditions = LinkConditions()
        change(&conditions)
        fabric.withModel { [conditions] in
            $0.setConditions(conditions, host: host, toHost: true, fromHost: true)
        }
    }
}

/// A host's end of a wire: frames as hexadecimal digits.
final class DatagramEnd {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    /// A host's end, and the one that the fabric gets.
    static func pair(_ kind: DatagramLab.Kind) throws -> (DatagramEnd, Int32) {
        if kind == .local {
            var ends: [Int32] = [-1, -1]
            try #require(socketpair(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0, &ends) == 0)
            return (DatagramEnd(ends[0]), ends[1])
        }
        let host = try bound()
        let wire = try bound()
        try connect(host, to: port(of: wire))
        try connect(wire, to: port(of: host))
        return (DatagramEnd(host), wire)
    }

    static func bound(to port: UInt16 = 0) throws -> Int32 {
        try #require(Loopback.datagrams(boundTo: port))
    }

    static func connect(_ descriptor: Int32, to port: UInt16) throws {
        try #require(Loopback.connect(descriptor, to: port))
    }

    static func port(of descriptor: Int32) throws -> UInt16 {
        try #require(Loopback.port(of: descriptor))
    }

    func send(_ hex: String) {
        let bytes = FrameMemory.bytes(hex)
        _ = Glibc.send(descriptor, bytes, bytes.count, 0)
    }

    /// The next frame; `nil` where none comes in time.
    func receive(within milliseconds: Int32 = 5_000) -> String? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { return nil }
        return bytes[..<count].map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
