import Foundation
import LabNetwork
import Testing

@testable import LabFabric

/// Wires that are sockets whose datagrams are frames, as those of virtual machines.
@Suite struct DatagramWireTests {
    private let back = Golden.completeDatagram
        .replacing("02000a00000202000a000001", with: "02000a00000102000a000002")
        .replacing("0a0000010a000002", with: "0a0000020a000001")

    @Test(arguments: DatagramLab.Kind.allCases)
    func framesPassBothWays(_ kind: DatagramLab.Kind) throws {
        let lab = try DatagramLab(kind)
        lab.hosts[0].send(Golden.completeDatagram)
        #expect(lab.hosts[1].receive() == Golden.completeDatagram)
        lab.hosts[1].send(back)
        #expect(lab.hosts[0].receive() == back)
        let counters = lab.counters(ofHost: 0)
        #expect(counters.framesFromHost == 1 && counters.framesToHost == 1)
        #expect(counters.bytesToHost == UInt64(back.count / 2))
    }

    @Test func aFrameThatIsDelayedArrivesLater() throws {
        let lab = try DatagramLab()
        lab.degrade(host: 0) { $0.delay = .milliseconds(30) }
        let start = MonotonicClock.nanoseconds()
        lab.hosts[0].send(Golden.completeDatagram)
        #expect(lab.hosts[1].receive() == Golden.completeDatagram)
        #expect(MonotonicClock.nanoseconds() - start >= 30_000_000)
    }

    @Test func whatIsLostIsCounted() throws {
        let lab = try DatagramLab()
        lab.degrade(host: 0) { $0.loss = Probability(billionths: 1_000_000_000) }
        lab.hosts[0].send(Golden.completeDatagram)
        try lab.eventually { $0.lost == 1 }
        #expect(lab.hosts[1].receive(within: 0) == nil)
    }

    @Test func nothingPassesWithoutACarrier() throws {
        let lab = try DatagramLab()
        for host in 0..<2 {
            lab.fabric.withModel { $0.setCarrier(false, host: host) }
            lab.hosts[0].send(Golden.completeDatagram)
            try lab.eventually { $0.lost == host + 1 }
            #expect(lab.hosts[1].receive(within: 0) == nil)
            lab.fabric.withModel { $0.setCarrier(true, host: host) }
        }
        lab.hosts[0].send(Golden.completeDatagram)
        #expect(lab.hosts[1].receive() == Golden.completeDatagram)
    }

    @Test func addressesAreAnsweredForAndClosedWaysAreRejected() throws {
        let lab = try DatagramLab()
        lab.hosts[0].send(Golden.arpRequest)
        #expect(lab.hosts[0].receive() == Golden.arpReply)
        lab.fabric.withModel { _ = $0.addBlock(pairs: [(0, 1)], rejects: true) }
        lab.hosts[0].send(Golden.datagram)
        #expect(lab.hosts[0].receive() == Golden.rejection)
        #expect(lab.counters(ofHost: 0).rejected == 1)
    }

    @Test func aCorruptedFrameHasTheChecksumOfTheTrueOne() throws {
        let lab = try DatagramLab()
        lab.degrade(host: 0) { $0.corrupt = Probability(billionths: 1_000_000_000) }
        lab.hosts[0].send(Golden.completeDatagram)
        let arrived = try #require(lab.hosts[1].receive())
        #expect(
            arrived != Golden.completeDatagram
                && arrived.dropLast(10) == Golden.completeDatagram.dropLast(10))
    }

    @Test func aCaptureSeesWhatPasses() throws {
        let lab = try DatagramLab()
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("capture-\(UUID().uuidString).pcapng")
        defer { try? FileManager.default.removeItem(at: file) }
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let id = try lab.fabric.startCapture(
            host: 1, network: 0, named: "host-2 eth0", to: descriptor)
        lab.hosts[0].send(Golden.completeDatagram)
        #expect(lab.hosts[1].receive() == Golden.completeDatagram)
        lab.hosts[1].send(back)
        #expect(lab.hosts[0].receive() == back)
        #expect(lab.fabric.stopCapture(id)?.packets == 2)
        let bytes = try Data(contentsOf: file)
        #expect(bytes.range(of: Data(FrameMemory.bytes(Golden.completeDatagram))) != nil)
        #expect(bytes.range(of: Data(FrameMemory.bytes(back))) != nil)
    }

    @Test func aHostThatComesLateMissesOnlyWhatCameBefore() throws {
        let lab = try DatagramLab()
        let wire = try DatagramEnd.bound()
        // A port that is nobody's for now.
        let away = try DatagramEnd.bound()
        let awayPort = try DatagramEnd.port(of: away)
        close(away)
        try DatagramEnd.connect(wire, to: awayPort)
        try lab.fabric.attach(
            datagrams: wire, host: 1, network: 0, address: IPv4Address(10, 0, 0, 2))
        for sent in 1...3 {
            lab.hosts[0].send(Golden.completeDatagram)
            try lab.eventually { $0.framesFromHost == sent }
        }
        // What the fabric holds is open until its end, so it can be asked for its port.
        let late = DatagramEnd(try DatagramEnd.bound(to: awayPort))
        try DatagramEnd.connect(late.descriptor, to: DatagramEnd.port(of: wire))
        lab.hosts[0].send(Golden.completeDatagram)
        #expect(late.receive() == Golden.completeDatagram)
        late.send(back)
        #expect(lab.hosts[0].receive() == back)
    }

    @Test(arguments: DatagramLab.Kind.allCases)
    func aPeerThatIsAwayKeepsNobodyBusy(_ kind: DatagramLab.Kind) throws {
        let poll = try EventPoll()
        defer { poll.close() }
        var network = Switch(model: try DatagramLab.model(), poll: poll)
        let wire: Int32
        do {
            // The peer goes with its scope.
            let (peer, other) = try DatagramEnd.pair(kind)
            _ = peer.descriptor
            wire = other
        }
        defer { close(wire) }
        network.ports[1].descriptor = wire
        network.ports[1].isDatagrams = true
        try poll.add(wire, token: 1)
        let frame = FrameMemory()
        for _ in 0..<3 { network.accept(frame.frame(Golden.completeDatagram), from: 0) }
        var rounds = 0
        var tokens = EventPoll.tokens()
        while rounds < 10 {
            // With the alarm no wait is for ever.
            poll.setAlarm(1)
            let count = poll.wait(&tokens)
            guard tokens[..<count].contains(1) else { break }
            network.work([1])
            rounds += 1
        }
        #expect(rounds < 3)
        let counters = network.ports[1].counters
        #expect(counters.framesToHost + counters.undeliverable == 3)
        // Of datagrams into nowhere the kernel tells too late to say which.
        #expect(kind == .internet || counters.undeliverable == 3)
    }

    @Test func whatTCPLeftToADeviceIsDoneBeforeItIsSent() throws {
        let poll = try EventPoll()
        defer { poll.close() }
        var network = Switch(model: try DatagramLab.model(), poll: poll)
        let (host, wire) = try DatagramEnd.pair(.local)
        defer { close(wire) }
        network.ports[1].descriptor = wire
        network.ports[1].isDatagrams = true
        let memory = FrameMemory()
        network.accept(
            memory.frame(Golden.datagram, offload: Golden.partialChecksum), from: 0)
        #expect(host.receive() == Golden.completeDatagram)
        network.accept(memory.frame(Golden.superframe, offload: Golden.segmentation), from: 0)
        for partial in Golden.segments {
            let arrived = try #require(host.receive())
            let frame = memory.frame(arrived)
            let packet = try #require(IPv4Packet(frame))
            let sum = InternetChecksum.sum(
                packet.payload, count: packet.payloadLength,
                from: InternetChecksum.pseudoHeader(
                    packet.start + 12, protocolNumber: IPv4Packet.tcp,
                    length: packet.payloadLength))
            #expect(sum == 0xffff)
            // All but the checksum is what the device of a host would be given.
            #expect(arrived.prefix(100) == partial.prefix(100))
            #expect(arrived.dropFirst(104) == partial.dropFirst(104))
        }
        #expect(network.ports[1].counters.framesToHost == 4)
    }

    @Test func whatIsNoDatagramSocketIsNotAttached() throws {
        let lab = try DatagramLab()
        for descriptor in [
            open("/dev/null", O_RDWR), socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0),
        ] {
            #expect(throws: FabricError.self) {
                try lab.fabric.attach(
                    datagrams: descriptor, host: 0, network: 0, address: IPv4Address(10, 0, 0, 1))
            }
        }
    }
}
