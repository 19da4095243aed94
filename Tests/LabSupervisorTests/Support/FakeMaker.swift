import CLinux
import Glibc
import LabModel
import Synchronization

@testable import LabSupervisor

/// Makes hosts that are threads of this process.
final class FakeMaker: HostMaker {
    struct Record {
        var hosts: [String: FakeHost] = [:]
        var made: [String] = []
        var off: [String] = []
        var wiped: [String] = []
        /// Hosts that can't be made, with the reason.
        var refused: [String: String] = [:]
        /// Whether hosts stay unfinished.
        var isHolding = false
        /// What the lab was to be when its first host was made.
        var prepared: [Topology] = []
        /// What was done to hosts, in words, such as `freeze host-1`.
        var done: [String] = []
        /// What freezing and saving is refused with.
        var refusal: String?
        /// Hosts that go on from where they were saved.
        var restored: Set<String> = []
        /// Hosts that say nothing.
        var mute: Set<String> = []
        /// What hosts show on their consoles; those say nothing.
        var consoles: [String: String] = [:]
    }

    let backend: String
    let abilities: Set<HostAbility>
    let record = Mutex(Record())
    private let counted: Int

    init(counted: Int = 0, abilities: Set<HostAbility> = []) {
        self.counted = counted
        self.abilities = abilities
        backend = abilities.isEmpty ? "netns" : "libvirt"
    }

    func prepare(for topology: Topology) { record.withLock { $0.prepared.append(topology) } }

    func describe(_ information: inout LabInformation) {
        if !abilities.isEmpty { information.accelerator = "tcg" }
    }

    func make(_ host: HostDefinition) throws(LabError) -> MadeHost {
        while record.withLock({ $0.isHolding }) { usleep(200) }
        if let reason = record.withLock({ $0.refused[host.name] }) { throw LabError(reason) }
        var ends: [Int32] = [-1, -1]
        guard lab_socket_pair(&ends) == 0 else { throw LabError("no socket pair") }
        let isMachine = !abilities.isEmpty
        let fake = FakeHost(
            name: host.name, descriptor: ends[1], counted: counted, awaitsGreeting: isMachine)
        let isRestored = record.withLock {
            fake.isMute.store(
                $0.mute.contains(host.name) || $0.consoles[host.name] != nil,
                ordering: .relaxed)
            $0.hosts[host.name] = fake
            $0.made.append(host.name)
            return $0.restored.contains(host.name)
        }
        InThread {
            fake.run()
            fake.end()
        }.start()
        var made = MadeHost(
            name: host.name, process: 1, channel: ends[0],
            wires: isMachine ? host.attachments.map { _ in .datagrams(-1) } : [],
            stateDirectory: "/state")
        made.awaitsGreeting = isMachine
        made.isRestored = isRestored
        return made
    }

    func freeze(_ host: MadeHost, _ isFrozen: Bool) throws(LabError) {
        if let refusal = record.withLock({ $0.refusal }) { throw LabError(refusal) }
        record.withLock {
            $0.hosts[host.name]?.isFrozen.store(isFrozen, ordering: .releasing)
            $0.done.append((isFrozen ? "freeze " : "thaw ") + host.name)
        }
    }

    func setCarrier(of host: MadeHost, wire: Int, isOn: Bool) {
        record.withLock { $0.done.append("\(isOn ? "plug" : "unplug") \(host.name) \(wire)") }
    }

    func save(_ hosts: [MadeHost]) throws(LabError) {
        if let refusal = record.withLock({ $0.refusal }) { throw LabError(refusal) }
        let names = hosts.map(\.name).joined(separator: " ")
        record.withLock { $0.done.append("save \(names)") }
    }

    func discardSaved(host name: String) {
        record.withLock {
            $0.done.append("discard \(name)")
            $0.restored.remove(name)
            $0.mute.remove(name)
        }
    }

    func tail(ofConsoleOf host: String) -> String { record.withLock { $0.consoles[host] ?? "" } }

    func powerOff(_ host: MadeHost) {
        record.withLock {
            $0.hosts[host.name]?.isFrozen.store(false, ordering: .releasing)
            $0.hosts[host.name]?.end()
            $0.hosts[host.name] = nil
            $0.off.append(host.name)
        }
    }

    func wipe(host name: String) { record.withLock { $0.wiped.append(name) } }
}

/// A closure on a thread of its own.
final class InThread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(&thread, nil, runInThread, context)
        pthread_detach(thread)
    }

    fileprivate func run() { body() }
}

private func runInThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<InThread>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
