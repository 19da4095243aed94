import CLinux
import Glibc
import LabHost
import LabModel
import LabNetwork
import LabRunner
import Testing

@testable import LabSupervisor

/// How long a lab lives, and who may speak to it.
@Suite struct LeaseTests {
    @Test func theLabEndsWithItsFirstClient() throws {
        let test = try TestLab()
        var lab: HostedLab? = try test.firstClient()
        try lab?.bring(up: .pair())
        lab = nil
        try TestLab.eventually { test.hasEnded }
        #expect(test.maker.record.withLock { $0.off.sorted() } == ["host-1", "host-2"])
    }

    @Test func aLabThatIsKeptOutlivesItsFirstClient() throws {
        let test = try TestLab()
        var lab: HostedLab? = try test.firstClient()
        try lab?.bring(up: .pair())
        try lab?.keep()
        lab = nil
        let second = try test.connect()
        #expect(second.state(of: .host("host-1")) == .running)
        #expect(second.topology.name == "pair")
        try second.destroy()
        try TestLab.eventually { test.hasEnded }
    }

    @Test func destroyEndsTheLabForEverybody() throws {
        let test = try TestLab()
        let first = try test.firstClient()
        try first.bring(up: .pair())
        let second = try test.connect()
        try second.destroy()
        #expect(test.maker.record.withLock { $0.off.sorted() } == ["host-1", "host-2"])
        #expect(throws: LabError("the lab has gone")) { try first.start(.host("host-1")) }
        #expect(throws: LabError("the lab has gone")) { try second.faults() }
        // Nothing of what can't throw hangs.
        first.advance(until: first.now + .milliseconds(1))
        first.heal(FaultID(rawValue: 1))
        #expect(first.trafficStatistics(named: "browse") == nil)
        #expect(first.log(of: .host("host-1")).isEmpty)
    }

    @Test func destroyEndsHostsThatComeToBe() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.apply(.pair())
        test.maker.record.withLock { $0.isHolding = true }
        try lab.start(.host("host-1"))
        let maker = test.maker
        InThread {
            usleep(10_000)
            maker.record.withLock { $0.isHolding = false }
        }.start()
        try lab.destroy()
        #expect(test.maker.record.withLock { $0.hosts.isEmpty })
    }

    @Test func whatOneClientDoesTheOthersSee() throws {
        let test = try TestLab()
        let first = try test.firstClient()
        let second = try test.connect()
        try first.bring(up: .pair())
        try TestLab.eventually(second) {
            second.state(of: .host("host-2")) == .running && second.topology.name == "pair"
        }
        try second.kill(.host("host-2"), signal: "SIGKILL")
        try TestLab.eventually(first) { first.state(of: .host("host-2")) == .signaled("power") }
    }

    @Test func aClientOfAnotherVersionIsToldOurs() throws {
        let test = try TestLab()
        let socket = FrameSocket(try test.connection())
        socket.send(try Frame.message(encoding: ControlHello(version: 99)))
        var frame: Frame?
        try TestLab.eventually {
            socket.receive()
            frame = socket.frame()
            return frame != nil
        }
        guard case .message(let text) = frame else { return }
        #expect(
            try Frame.decode(ControlWelcome.Version.self, from: text).version
                == ControlProtocol.version)
    }

    @Test func aSupervisorOfAnotherVersionIsRefused() throws {
        var ends: [Int32] = [-1, -1]
        try #require(lab_socket_pair(&ends) == 0)
        let other = FrameSocket(ends[1])
        other.send(.message(Array("{\"version\":7,\"news\":true}".utf8)))
        #expect {
            try HostedLab(descriptor: ends[0])
        } throws: { error in
            (error as? LabError)?.message.contains("another version of lab") == true
        }
    }

    @Test(arguments: [
        Array("not json".utf8), Array("{\"number\":1,\"order\":{\"fly\":{}}}".utf8),
    ])
    func aClientThatSpeaksNonsenseIsLetGo(_ text: [UInt8]) throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        let socket = FrameSocket(try test.connection())
        socket.send(try Frame.message(encoding: ControlHello(version: ControlProtocol.version)))
        socket.send(.message(text))
        try TestLab.eventually {
            socket.receive()
            return !socket.isOpen
        }
        try lab.apply(.pair())
    }

    @Test func anOversizedFrameEndsItsConnectionOnly() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        let descriptor = try test.connection()
        defer { close(descriptor) }
        let header: [UInt8] = [0xff, 0xff, 0xff, 0xff, 1]
        #expect(lab_send(descriptor, header, header.count, -1) == header.count)
        var byte: UInt8 = 0
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&entry, 1, 10_000) == 1)
        #expect(read(descriptor, &byte, 1) == 0)
        try lab.apply(.pair())
    }

    @Test func descriptorsThatNobodyWantsAreClosed() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        var ends: [Int32] = [-1, -1]
        try #require(lab_socket_pair(&ends) == 0)
        defer { close(ends[0]) }
        let socket = FrameSocket(try test.connection())
        let hello = try Frame.message(encoding: ControlHello(version: ControlProtocol.version))
        socket.send(hello, passing: ends[1])
        close(ends[1])
        socket.end("enough")
        var byte: UInt8 = 0
        var entry = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        #expect(poll(&entry, 1, 10_000) == 1)
        #expect(read(ends[0], &byte, 1) == 0)
        try lab.apply(.pair())
    }
}
