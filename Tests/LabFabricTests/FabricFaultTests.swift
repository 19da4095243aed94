import CLinux
import Foundation
import LabFabric
import LabFabricTestSupport
import LabNetwork
import LabTestSupport
import Testing

/// Ways that are closed, cables that are pulled, hosts that are off.
@Suite(
    .serialized,
    .enabled(
        if: RealHosts.areWanted && NetworkNamespace.obstacle == nil,
        Comment(
            rawValue: NetworkNamespace.obstacle.map { "not run: \($0)" } ?? RealHosts.notWanted)))
struct FabricFaultTests {
    private let text = Array("hello".utf8)

    /// Whether a datagram gets from one host to another.
    private func passes(_ lab: FabricLab, _ from: Int, _ to: Int, wait: Int = 100) throws -> Bool {
        let there = try lab.hosts[to].namespace.run { try TestSocket.datagrams(port: 7_000) }
        let here = try lab.hosts[from].namespace.run { try TestSocket.datagrams(port: 7_001) }
        there.setTimeout(milliseconds: wait)
        here.send(text, to: lab.hosts[to].address, port: 7_000)
        return (try? there.receive()) == text
    }

    /// What connecting to a host ends with.
    private func failureToConnect(_ lab: FabricLab, to: Int, timeout: Int = 2_000) throws -> Int32 {
        let target = lab.hosts[to].address
        return try lab.hosts[0].namespace.run {
            do {
                _ = try TestSocket.connection(to: target, port: 81, timeout: timeout)
                return 0
            } catch let failure as SystemFailure {
                return failure.errno
            }
        }
    }

    /// Whether a host comes to see its cable plugged in or not: its kernel tells with a delay.
    private func comesToHaveCarrier(_ wanted: Bool, _ host: FabricHost) throws -> Bool {
        let deadline = monotonicNanoseconds() + 5_000_000_000
        while monotonicNanoseconds() < deadline {
            if try host.hasCarrier() == wanted { return true }
        }
        return false
    }

    @Test func aBlockIsOneWayAndComesToAnEnd() throws {
        let lab = try FabricLab()
        let block = lab.fabric.withModel { $0.addBlock(pairs: [(0, 1)], rejects: false) }
        #expect(try !passes(lab, 0, 1))
        #expect(try passes(lab, 1, 0))
        lab.fabric.withModel { $0.removeRule(block) }
        #expect(try passes(lab, 0, 1))
    }

    @Test func aRejectingBlockIsToldAtOnceAndSilenceIsNot() throws {
        let lab = try FabricLab()
        #expect(try failureToConnect(lab, to: 1) == ECONNREFUSED)
        let block = lab.fabric.withModel { $0.addBlock(pairs: [(0, 1)], rejects: true) }
        #expect(try failureToConnect(lab, to: 1) == EHOSTUNREACH)
        #expect(lab.counters(ofHost: 0).rejected >= 1)
        lab.fabric.withModel { model in
            model.removeRule(block)
            _ = model.addBlock(pairs: [(0, 1)], rejects: false)
        }
        // The time for connecting passed, and nobody said a word.
        #expect(try failureToConnect(lab, to: 1, timeout: 200) == EINPROGRESS)
    }

    @Test func aPartitionSeparatesGroupsOnly() throws {
        let lab = try FabricLab(hosts: 3)
        lab.fabric.withModel { _ = $0.addPartition(groups: [[0], [1, 2]]) }
        #expect(try !passes(lab, 0, 1))
        #expect(try !passes(lab, 2, 0))
        #expect(try passes(lab, 1, 2))
    }

    @Test func aPulledCableIsSeenByTheHostAndPlugsInAgain() throws {
        let lab = try FabricLab()
        let host = lab.hosts[1]
        #expect(try comesToHaveCarrier(true, host))
        lab.fabric.withModel { $0.setCarrier(false, host: 1) }
        #expect(try comesToHaveCarrier(false, host))
        #expect(try !passes(lab, 0, 1))
        #expect(try lab.hosts[0].hasCarrier())
        lab.fabric.withModel { $0.setCarrier(true, host: 1) }
        #expect(try comesToHaveCarrier(true, host))
        #expect(try passes(lab, 0, 1, wait: 1_000))
    }

    @Test func aHostThatComesBackFindsItsCableAsItWasLeft() throws {
        let lab = try FabricLab()
        lab.fabric.detach(host: 1)
        lab.fabric.withModel { $0.setCarrier(false, host: 1) }
        let host = try FabricHost(number: 1, addresses: lab.hosts[1].addresses)
        try host.plug(into: lab.fabric)
        #expect(try comesToHaveCarrier(false, host))
    }

    @Test func aHostThatIsOffIsSilentAndCountedUntilItIsBack() throws {
        let lab = try FabricLab()
        lab.fabric.detach(host: 1)
        #expect(lab.fabric.ports.map(\.isAttached) == [true, false])
        // The address is answered for, so that connecting runs into silence, not into an error.
        #expect(try failureToConnect(lab, to: 1, timeout: 200) == EINPROGRESS)
        #expect(lab.counters(ofHost: 1).undeliverable > 0)

        let host = try FabricHost(number: 1, addresses: lab.hosts[1].addresses)
        try host.plug(into: lab.fabric)
        let there = try host.namespace.run { try TestSocket.datagrams(port: 7_000) }
        let here = try lab.hosts[0].namespace.run { try TestSocket.datagrams(port: 7_001) }
        here.send(text, to: host.address, port: 7_000)
        #expect(try there.receive() == text)
    }

    @Test func aDeviceThatIsDownTakesNothing() throws {
        let lab = try FabricLab()
        _ = try lab.hosts[1].namespace.run {
            try SystemFailure.check(lab_interface_down("eth0"), "put a device down")
        }
        #expect(try !passes(lab, 0, 1))
        #expect(lab.counters(ofHost: 1).undeliverable > 0)
    }

    @Test func anUnknownAddressIsNobodys() throws {
        let lab = try FabricLab()
        let here = try lab.hosts[0].namespace.run { try TestSocket.datagrams(port: 7_001) }
        here.send(text, to: IPv4Address(10, 77, 0, 99), port: 7_000)
        let deadline = monotonicNanoseconds() + 2_000_000_000
        while lab.counters(ofHost: 0).noSuchAddress == 0 && monotonicNanoseconds() < deadline {}
        #expect(lab.counters(ofHost: 0).noSuchAddress > 0)
    }

    @Test func networksAreApartAndHostsMayBeAddedLater() throws {
        let lab = try FabricLab(hosts: 2, networks: 2)
        let address = lab.hosts[1].addresses[1]
        let there = try lab.hosts[1].namespace.run { try TestSocket.datagrams(port: 7_000) }
        let here = try lab.hosts[0].namespace.run { try TestSocket.datagrams(port: 7_001) }
        here.send(text, to: address, port: 7_000)
        #expect(try there.receive() == text)
        lab.fabric.withModel { $0.setCarrier(false, host: 1, network: 1) }
        #expect(try lab.hosts[1].hasCarrier(network: 0))

        let late = IPv4Address(10, 77, 0, 77)
        let number = lab.fabric.withModel { model in
            let number = model.addHost()
            model.attach(host: number, to: 0, address: late)
            return number
        }
        let host = try FabricHost(number: number, addresses: [late])
        try host.plug(into: lab.fabric)
        let newcomer = try host.namespace.run { try TestSocket.datagrams(port: 7_000) }
        here.send(text, to: late, port: 7_000)
        #expect(try newcomer.receive() == text)
    }

    @Test func aBroadcastReachesAllOthersThroughTheirOwnWires() throws {
        let lab = try FabricLab(hosts: 3)
        lab.fabric.withModel { _ = $0.addBlock(pairs: [(0, 2)], rejects: false) }
        let here = try lab.hosts[0].namespace.run { try TestSocket.datagrams(port: 7_001) }
        let others = try lab.hosts[1...].map { host in
            try host.namespace.run { try TestSocket.datagrams(port: 7_000) }
        }
        others[1].setTimeout(milliseconds: 100)
        here.allowBroadcast()
        #expect(here.send(text, to: IPv4Address(10, 77, 0, 255), port: 7_000))
        #expect(try others[0].receive() == text)
        #expect(throws: SystemFailure.self) { try others[1].receive() }
    }

    @Test func whatTheModelDoesNotKnowIsNotAttached() throws {
        let lab = try FabricLab()
        let namespace = try NetworkNamespace()
        let wrong = IPv4Address(10, 77, 0, 99)
        let tap = try namespace.run { try NetworkNamespace.openTap("eth0", [2, 0, 10, 77, 0, 99]) }
        #expect(throws: FabricError.self) {
            try lab.fabric.attach(wire: tap, host: 0, network: 0, address: wrong)
        }
        let file = open("/dev/null", O_RDWR)
        #expect(throws: FabricError.self) {
            try lab.fabric.attach(wire: file, host: 0, network: 0, address: lab.hosts[0].address)
        }
        lab.fabric.stop()
        lab.fabric.stop()
        let late = open("/dev/null", O_RDWR)
        #expect(throws: FabricError.self) {
            try lab.fabric.attach(wire: late, host: 0, network: 0, address: lab.hosts[0].address)
        }
    }
}
