import Glibc
import LabNetwork
import Synchronization

@testable import LabSupervisor

/// Wires that are a model and nothing else.
final class TestWires: Wires {
    private let model = Mutex(NetworkModel(seed: 1))

    func withModel<R: Sendable>(_ body: (inout NetworkModel) throws -> R) rethrows -> R {
        try model.withLock { try body(&$0) }
    }

    func attach(wire: MadeWire, host: Int, network: Int, address: IPv4Address) {}
    func detach(host: Int) {}
    func startCapture(
        of links: [(host: Int, network: Int, name: String)], to descriptor: Int32
    ) -> Int {
        write(descriptor, links.map(\.name).joined(separator: "\n"))
        close(descriptor)
        return 1
    }

    private func write(_ descriptor: Int32, _ text: String) {
        _ = Glibc.write(descriptor, text, text.utf8.count)
    }

    func endCapture(_ id: Int) -> Int { 3 }
    func stop() {}

    /// What becomes of a packet from a host to an address now.
    func verdict(from host: Int, to address: IPv4Address) -> Transit.Verdict {
        withModel { $0.transit(from: host, to: address, bytes: 100, at: PollLoop.now) }.verdict
    }
}
