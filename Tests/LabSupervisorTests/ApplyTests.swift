import CLinux
import Glibc
import LabHost
import LabModel
import LabNetwork
import LabRunner
import Testing

@testable import LabSupervisor

/// A lab becomes what another drawing says.
@Suite struct ApplyTests {
    private typealias Unit = LabRunner.Unit

    @Test func theSameDrawingChangesNothing() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let before = lab.units()
        try lab.apply(.pair())
        #expect(lab.units() == before)
        #expect(test.maker.record.withLock { $0.off.isEmpty && $0.wiped.isEmpty })
    }

    @Test func aHostMoreLeavesTheOthersAlone() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        var topology = try Topology.pair()
        topology.components[0].configuration = .map([.init("servers", .list([.text("host-1")]))])
        try lab.bring(up: topology)
        var larger = try Topology.pair(hosts: 3)
        larger.components = topology.components
        try lab.apply(larger)
        #expect(lab.state(of: .host("host-1")) == .running)
        #expect(lab.state(of: .host("host-3")) == .signaled("power"))
        try lab.start(.host("host-3"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-3")) == .running }
        if case .arrives = test.wires.verdict(from: 2, to: IPv4Address(10, 0, 0, 1)) {
        } else {
            Issue.record("host-3 is not connected")
        }
        try lab.apply(topology)
        #expect(lab.state(of: .host("host-3")) == nil)
        #expect(test.maker.record.withLock { $0.wiped } == ["host-3"])
        #expect(test.wires.verdict(from: 0, to: IPv4Address(10, 0, 0, 3)) == .lost)
    }

    @Test func aTaintedHostIsMadeAnew() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try lab.deploy(service: "simple", on: "host-1", count: 1, environment: [])
        try lab.taint(host: "host-1")
        #expect(lab.information.tainted == ["host-1"])
        try lab.apply(.pair())
        #expect(lab.information.tainted.isEmpty)
        #expect(test.maker.record.withLock { $0.wiped } == ["host-1"])
        #expect(lab.units().filter { $0.unit.host == "host-1" }.count == 1)
        #expect(lab.state(of: .host("host-2")) == .running)
        try lab.start(.host("host-1"))
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) == .running }
        #expect(lab.status(of: .host("host-1"))?.restarts == 0)
    }

    @Test func aServiceThatChangesLosesItsInstances() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try lab.deploy(service: "simple", on: "host-2", count: 2, environment: [])
        var changed = try Topology.pair()
        changed.services[0].labels = [.init("a", "b")]
        try lab.apply(changed)
        #expect(!lab.units().contains { if case .instance = $0.unit { true } else { false } })
        try TestLab.eventually {
            let removed = try test.host("host-2").ordered.filter {
                if case .remove = $0 { true } else { false }
            }
            return removed.count == 2
        }
        try lab.deploy(service: "simple", on: "host-2", count: 1, environment: [])
        #expect(
            lab.state(of: .instance(host: "host-2", service: "simple", index: 1)) == .running)
    }

    @Test func aComponentThatIsNotDrawnAnyMoreEnds() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        var topology = try Topology.pair()
        topology.components.append(ComponentDefinition(name: "registrator", role: .registrator))
        topology.hosts[0].run.append("registrator")
        try lab.bring(up: topology)
        let unit = Unit.component(host: "host-1", name: "registrator")
        #expect(lab.state(of: unit) == .running)
        topology.hosts[0].run.removeLast()
        try lab.apply(topology)
        #expect(lab.state(of: unit) == nil)
        #expect(lab.state(of: .component(host: "host-1", name: "discovery")) == .running)
    }

    @Test func faultsAboutHostsThatAreGoneAreOver() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair(hosts: 3))
        _ = try lab.inject(.unplug(["host-3"], network: nil))
        _ = try lab.inject(.block(from: ["host-1"], to: ["host-2"], reject: false))
        try lab.taint(host: "host-2")
        try lab.apply(.pair())
        #expect(try lab.faults().map(\.description) == ["block host-1 to host-2"])
        #expect(test.wires.verdict(from: 0, to: IPv4Address(10, 0, 0, 2)) == .lost)
    }

    @Test func whatCannotBeIsRefusedBeforeAnythingIsEnded() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        var wrong = try Topology.pair()
        wrong.components[0].use = "nothing-of-the-kind"
        #expect(throws: LabError.self) { try lab.apply(wrong) }
        #expect(lab.state(of: .component(host: "host-1", name: "discovery")) == .running)
        #expect(lab.topology.components[0].use == "builtin")
    }

    @Test func aPublishedPortReachesTheHost() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let (listener, port) = try Self.listener()
        try lab.publish(listener: listener, port: port, to: "host-1", port: 80)
        close(listener)
        #expect(
            lab.information.published == [.init(port: port, host: "host-1", hostPort: 80)])
        let descriptor = try Self.connect(to: port)
        defer { close(descriptor) }
        let text = Array(repeating: UInt8(ascii: "x"), count: 200_000)
        InThread {
            _ = lab_send(descriptor, text, text.count, -1)
            shutdown(descriptor, Int32(SHUT_WR))
        }.start()
        var received = 0
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            guard count > 0 else { break }
            received += count
        }
        #expect(received == text.count)
        #expect(
            try test.host("host-1").ordered.contains {
                if case .forward(_, port: 80) = $0 { true } else { false }
            })
    }

    private static func listener() throws -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 4) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(result)
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func connect(to port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, size)
            }
        }
        try #require(result == 0)
        return descriptor
    }

    @Test func aCaptureGoesToTheClientsDescriptor() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        var ends: [Int32] = [-1, -1]
        try #require(lab_pipe(&ends) == 0)
        defer { close(ends[0]) }
        var asked = 0
        let packets = try lab.capture(host: "host-1", network: nil, to: ends[1]) {
            asked += 1
            return asked < 2
        }
        close(ends[1])
        #expect(packets == 3)
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(ends[0], &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "host-1 eth0")
        #expect(throws: LabError("host-1 is not on the network wan")) {
            try lab.capture(host: "host-1", network: "wan", to: ends[0]) { false }
        }
    }
}
