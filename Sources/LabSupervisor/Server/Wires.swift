import LabFabric
import LabNetwork

/// The wires between a lab's hosts, as the supervisor works on them.
protocol Wires: Sendable {
    /// Works on the model that decides what becomes of each packet.
    func withModel<R: Sendable>(_ body: (inout NetworkModel) throws -> R) rethrows -> R
    /// Connects a host's wire to a network; its descriptor is the wires' own then.
    func attach(wire: MadeWire, host: Int, network: Int, address: IPv4Address) throws
    /// Lets go of a host's devices.
    func detach(host: Int)
    /// Begins to write packets to a descriptor, which is the wires' own then.
    ///
    /// - Parameter links: the hosts and networks, and what the file calls each.
    func startCapture(
        of links: [(host: Int, network: Int, name: String)], to descriptor: Int32
    ) throws -> Int
    /// Ends a capture, which may take a second, and says how many packets were written.
    func endCapture(_ id: Int) -> Int
    /// Lets go of everything.
    func stop()
}

extension Fabric: Wires {
    func attach(wire: MadeWire, host: Int, network: Int, address: IPv4Address) throws {
        switch wire {
        case .tap(let tap):
            try attach(wire: tap, host: host, network: network, address: address)
        case .datagrams(let socket):
            try attach(datagrams: socket, host: host, network: network, address: address)
        }
    }

    func startCapture(
        of links: [(host: Int, network: Int, name: String)], to descriptor: Int32
    ) throws -> Int {
        try startCapture(
            links.map { CaptureInterface(host: $0.host, network: $0.network, name: $0.name) },
            to: descriptor)
    }

    func endCapture(_ id: Int) -> Int { stopCapture(id).map { Int($0.packets) } ?? 0 }
}
