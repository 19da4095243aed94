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
    }

    let backend = "netns"
    let record = Mutex(Record())
    private let counted: Int

    init(counted: Int = 0) { self.counted = counted }

    func make(_ host: HostDefinition) throws(LabError) -> MadeHost {
        while record.withLock({ $0.isHolding }) { usleep(200) }
        if let reason = record.withLock({ $0.refused[host.name] }) { throw LabError(reason) }
        var ends: [Int32] = [-1, -1]
        guard lab_socket_pair(&ends) == 0 else { throw LabError("no socket pair") }
        let fake = FakeHost(name: host.name, descriptor: ends[1], counted: counted)
        record.withLock {
            $0.hosts[host.name] = fake
            $0.made.append(host.name)
        }
        InThread {
            fake.run()
            fake.end()
        }.start()
        return MadeHost(
            name: host.name, process: 1, channel: ends[0], wires: [], stateDirectory: "/state")
    }

    func powerOff(_ host: MadeHost) {
        record.withLock {
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
