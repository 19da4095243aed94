import CLinux
import Glibc
import LabModel
import LabNetwork
import LabRunner
import Synchronization
import Testing

@testable import LabSupervisor

/// A supervisor in this process whose hosts are threads, with a control socket in a directory of
/// its own.
final class TestLab {
    let maker: FakeMaker
    let wires = TestWires()
    let directory: String
    private var first: Int32?
    private let ended = Ended()

    final class Ended: Sendable {
        let flag = Atomic<Bool>(false)
    }

    init(
        counted: Int = 0, abilities: Set<HostAbility> = [], limits: HostLimits = HostLimits()
    ) throws {
        maker = FakeMaker(counted: counted, abilities: abilities)
        var name = Array("/tmp/lab-test-XXXXXX".utf8CString)
        directory = try #require(mkdtemp(&name).map { String(cString: $0) })
        var ends: [Int32] = [-1, -1]
        try #require(lab_socket_pair(&ends) == 0)
        first = ends[0]
        let listener = try Self.listen(at: directory + "/control.sock")
        var information = LabInformation()
        information.backend = maker.backend
        let (maker, wires, directory, ended) = (maker, wires, directory, ended)
        let (other, told) = (ends[1], information)
        InThread {
            let supervisor = Supervisor(
                maker: maker, listener: listener, firstClient: other, seed: 1, information: told,
                wires: wires, logDirectory: directory + "/logs", limits: limits)
            supervisor.run(handlesSignals: false)
            ended.flag.store(true, ordering: .releasing)
        }.start()
    }

    deinit {
        if let first { close(first) }
        removeAll(directory)
    }

    private static func listen(at path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size)
            }
        }
        try #require(bound == 0 && Glibc.listen(descriptor, 16) == 0)
        return descriptor
    }

    private func removeAll(_ path: String) {
        if let entries = opendir(path) {
            while let entry = readdir(entries) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                }
                if name != "." && name != ".." { removeAll("\(path)/\(name)") }
            }
            closedir(entries)
        }
        remove(path)
    }

    /// The first client, whose end is the lab's.
    func firstClient() throws -> HostedLab {
        let descriptor = try #require(first)
        first = nil
        return try HostedLab(descriptor: descriptor)
    }

    /// One more client.
    func connect() throws -> HostedLab { try HostedLab(descriptor: connection()) }

    func connection() throws -> Int32 {
        let descriptor = lab_connect_local(directory + "/control.sock")
        try #require(descriptor >= 0)
        return descriptor
    }

    /// Whether the supervisor has come to its end.
    var hasEnded: Bool { ended.flag.load(ordering: .acquiring) }

    func host(_ name: String) throws -> FakeHost {
        try #require(maker.record.withLock { $0.hosts[name] })
    }

    /// Waits until something is so.
    static func eventually(
        _ lab: HostedLab? = nil, _ isSo: () throws -> Bool,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let limit = PollLoop.now + .seconds(10)
        while try !isSo() {
            guard PollLoop.now < limit else {
                Issue.record("it never came to be so", sourceLocation: sourceLocation)
                return
            }
            if let lab { lab.advance(until: lab.now + .milliseconds(5)) } else { usleep(500) }
        }
    }
}

extension Topology {
    /// Two hosts on a network, with a discovery agent each and one service.
    static func pair(hosts: Int = 2) throws -> Topology {
        let subnet = try #require(Subnet("10.0.0.0/24"))
        return Topology(
            name: "pair", networks: [NetworkDefinition(name: "lan", subnet: subnet)],
            hosts: (1...hosts).map {
                HostDefinition(
                    name: "host-\($0)",
                    attachments: [
                        .init(network: "lan", address: IPv4Address(10, 0, 0, UInt8($0)))
                    ], run: ["discovery"])
            },
            components: [ComponentDefinition(name: "discovery", role: .discovery)],
            services: [
                ServiceDefinition(name: "simple", image: "hello", ports: [.init(exposed: 80)])
            ])
    }
}

extension HostedLab {
    /// Gives the lab a drawing and powers all its hosts on.
    func bring(up topology: Topology) throws {
        try apply(topology)
        for host in topology.hosts { try start(.host(host.name)) }
        try TestLab.eventually(self) {
            topology.hosts.allSatisfy { state(of: .host($0.name)) == .running }
        }
    }

    func status(of unit: LabRunner.Unit) -> UnitStatus? { units().first { $0.unit == unit } }

    func state(of unit: LabRunner.Unit) -> UnitStatus.State? { status(of: unit)?.state }
}
