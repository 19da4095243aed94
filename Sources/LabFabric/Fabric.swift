import CLinux
import Glibc
import LabNetwork
import Synchronization

/// A lab's wires on real hosts: a switch in user space between their TAP devices, or the sockets
/// through which virtual machines exchange frames.
///
/// The fabric's own thread reads each frame that a host sends, asks the lab's `NetworkModel` for its
/// fate at that moment of CLOCK_MONOTONIC, and gives it to the other host's device when it
/// arrives. It answers ARP itself for every address that the model knows, so a host that is down
/// or cut off is silence, not an unknown address. All methods may be called from any thread.
public final class Fabric: Sendable {
    /// What only those who change the fabric touch; its lock is taken before the switch's.
    struct Control {
        var thread: pthread_t?
        var captures: [Int: CaptureWriter] = [:]
        var nextCapture = 1
    }

    let poll: EventPoll
    let control = Mutex(Control())
    let state: Mutex<Switch>
    private let isStopping = Atomic(false)

    /// Starts the switch.
    ///
    /// - Parameter model: the hosts, networks and addresses of the lab.
    /// - Throws: `FabricError` where the system gives neither descriptors nor threads.
    public init(model: NetworkModel) throws {
        let poll = try EventPoll()
        self.poll = poll
        state = Mutex(Switch(model: model, poll: poll))
        try control.withLock {
            $0.thread = try Thread.start(named: "lab-fabric", niceness: -10, run)
        }
    }

    private func run() {
        var tokens = EventPoll.tokens()
        while !isStopping.load(ordering: .acquiring) {
            let count = poll.wait(&tokens)
            let ready = tokens[..<count]
            state.withLock { $0.work(ready) }
        }
    }

    /// Ends the switch, its captures, and its hold on the hosts' devices; later calls do nothing.
    public func stop() {
        control.withLock { control in
            guard let thread = control.thread else { return }
            control.thread = nil
            isStopping.store(true, ordering: .releasing)
            poll.ring()
            pthread_join(thread, nil)
            for (id, writer) in control.captures { _ = finish(id, writer) }
            control.captures = [:]
            for port in state.withLock({ $0.ports.indices }) { unplug(port) }
            poll.close()
        }
    }
}

extension Fabric {
    /// Connects a host's device, which must be one of `lab_tap_open` with the offload asked for.
    ///
    /// - Parameters:
    ///   - descriptor: becomes the fabric's own, also where this throws.
    ///   - host: the host's number in the model.
    ///   - network: the network's number in the model.
    ///   - address: the host's address on that network, as the model has it.
    /// - Throws: `FabricError` where the model has no such link or the descriptor is no TAP.
    public func attach(
        wire descriptor: Int32, host: Int, network: Int, address: IPv4Address
    ) throws {
        try attach(descriptor, isDatagrams: false, host, network, address)
    }

    /// Connects a host's wire that is a connected datagram socket: each datagram is an Ethernet
    /// frame as a wire carries it, without its checksum.
    ///
    /// Such a host does not learn from the fabric that its cable is pulled: frames just get lost.
    /// While nobody listens at the other end they get lost too.
    ///
    /// - Parameters:
    ///   - socket: becomes the fabric's own, also where this throws.
    ///   - host: the host's number in the model.
    ///   - network: the network's number in the model.
    ///   - address: the host's address on that network, as the model has it.
    /// - Throws: `FabricError` where the model has no such link or the descriptor is no such socket.
    public func attach(
        datagrams socket: Int32, host: Int, network: Int, address: IPv4Address
    ) throws {
        try attach(socket, isDatagrams: true, host, network, address)
    }

    private func attach(
        _ descriptor: Int32, isDatagrams: Bool, _ host: Int, _ network: Int,
        _ address: IPv4Address
    ) throws {
        try control.withLock { control in
            do {
                guard control.thread != nil else { throw FabricError("the fabric has stopped") }
                let port = try port(of: host, network, address)
                try connect(descriptor, isDatagrams: isDatagrams, to: port)
            } catch {
                close(descriptor)
                throw error
            }
        }
    }

    private func port(of host: Int, _ network: Int, _ address: IPv4Address) throws -> Int {
        let port = state.withLock { state in
            state.model.port(with: address).flatMap { port in
                state.model.host(ofPort: port) == host
                    && state.model.network(ofPort: port) == network ? port : nil
            }
        }
        guard let port else {
            throw FabricError(
                "host \(host) has no address \(address) on network \(network): add it to the model first"
            )
        }
        return port
    }

    private func connect(_ descriptor: Int32, isDatagrams: Bool, to port: Int) throws {
        let hasCarrier = state.withLock { $0.model.hasCarrier(port: port) }
        unplug(port)
        if isDatagrams {
            try DatagramSocket.prepare(descriptor)
        } else {
            let result = lab_tap_set_carrier(descriptor, hasCarrier ? 1 : 0)
            guard result >= 0 else {
                throw FabricError(
                    "descriptor \(descriptor) is no TAP device: "
                        + String(cString: strerror(-result)), errno: -result)
            }
        }
        state.withLock {
            $0.ports[port].descriptor = descriptor
            $0.ports[port].isDatagrams = isDatagrams
            $0.ports[port].hasCarrier = hasCarrier
        }
        do {
            try poll.add(descriptor, token: UInt32(port))
        } catch {
            state.withLock { $0.ports[port].descriptor = -1 }
            throw error
        }
    }

    /// Lets go of a host's devices, as when it is powered off; frames to it are then lost.
    public func detach(host: Int) {
        control.withLock { _ in
            let ports = state.withLock { state in
                state.ports.indices.filter { state.ports[$0].host == host }
            }
            for port in ports { unplug(port) }
        }
    }

    /// Closes a port's descriptor outside of the switch's lock: the kernel may take its time.
    private func unplug(_ port: Int) {
        let descriptor = state.withLock { state in
            defer { state.ports[port].descriptor = -1 }
            return state.ports[port].descriptor
        }
        guard descriptor >= 0 else { return }
        poll.remove(descriptor)
        close(descriptor)
    }

    /// All ports with their counters, in the order of the model's links.
    public var ports: [PortStatus] {
        state.withLock { $0.ports.map(\.status) }
    }
}
