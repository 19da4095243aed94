import Foundation
import LabFabric
import LabFabricTestSupport
import LabNetwork
import LabTestSupport
import Testing

private let tsharkPath = ["/usr/bin/tshark", "/usr/local/bin/tshark"].first {
    FileManager.default.isExecutableFile(atPath: $0)
}

/// What `tshark`, and a reader that does not read, make of a capture.
@Suite(
    .serialized,
    .enabled(
        if: RealHosts.areWanted && NetworkNamespace.obstacle == nil,
        Comment(
            rawValue: NetworkNamespace.obstacle.map { "not run: \($0)" } ?? RealHosts.notWanted)))
struct FabricCaptureTests {
    private func captured(_ lab: FabricLab, _ traffic: () throws -> Void) throws -> URL {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("capture-\(UUID().uuidString).pcapng")
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let interfaces = lab.hosts.map {
            CaptureInterface(host: $0.number, network: 0, name: "host-\($0.number + 1) eth0")
        }
        let id = try lab.fabric.startCapture(interfaces, to: descriptor)
        try traffic()
        let summary = try #require(lab.fabric.stopCapture(id))
        #expect(summary.packets > 0 && summary.dropped == 0)
        #expect(lab.fabric.stopCapture(id) == nil)
        return file
    }

    private func tshark(_ arguments: [String]) throws -> [String] {
        let output = FileManager.default.temporaryDirectory
            .appendingPathComponent("tshark-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: output) }
        try Command.run([try #require(tsharkPath)] + arguments, output: output.path)
        return try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
            .map(String.init)
    }

    @Test(.enabled(if: tsharkPath != nil, "not run: tshark is not installed"))
    func tsharkReadsNamesDirectionsTimesAndGoodChecksums() throws {
        let lab = try FabricLab()
        let far = lab.hosts[1]
        let before = Date().timeIntervalSince1970
        let file = try captured(lab) {
            let there = try far.namespace.run { try TestSocket.datagrams(port: 7_000) }
            let here = try lab.hosts[0].namespace.run { try TestSocket.datagrams(port: 7_001) }
            here.send(Array("hello".utf8), to: far.address, port: 7_000)
            _ = try there.receive()
            _ = try StreamMeter(warmUp: .zero, duration: .milliseconds(20)).run(
                from: lab.hosts[0].namespace, to: far.namespace, at: far.address)
        }
        defer { try? FileManager.default.removeItem(at: file) }
        let fields = [
            "frame.interface_name", "frame.packet_flags_direction", "udp.checksum.status",
            "data.text", "frame.time_epoch",
        ]
        let lines = try tshark(
            ["-r", file.path, "-o", "udp.check_checksum:TRUE", "-o", "data.show_as_text:TRUE"]
                + ["-Y", "udp.port == 7000", "-T", "fields"] + fields.flatMap { ["-e", $0] })
        let rows = lines.map { $0.split(separator: "\t").map(String.init) }
        #expect(
            rows.map { $0.prefix(4) } == [
                ["host-1 eth0", "0x00000002", "1", "hello"],
                ["host-2 eth0", "0x00000001", "1", "hello"],
            ])
        for row in rows {
            let time = try #require(row.last.flatMap { Double($0) })
            #expect((before - 1...before + 60).contains(time))
        }
        let bad = try tshark(
            ["-r", file.path, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]
                + ["-Y", "tcp.checksum.status == 0 || ip.checksum.status == 0 || _ws.malformed"])
        #expect(bad.isEmpty, "\(bad.prefix(3))")
    }

    @Test func aReaderThatDoesNotReadMissesPacketsAndHoldsUpNobody() throws {
        let lab = try FabricLab()
        let pipe = Pipe()
        let id = try lab.fabric.startCapture(
            host: 1, network: 0, named: "host-2 eth0",
            to: dup(pipe.fileHandleForWriting.fileDescriptor))
        let stream = try StreamMeter(warmUp: .zero, duration: .milliseconds(300)).run(
            from: lab.hosts[0].namespace, to: lab.hosts[1].namespace, at: lab.hosts[1].address)
        #expect(stream.bytes > 20_000_000)
        let start = monotonicNanoseconds()
        let summary = try #require(lab.fabric.stopCapture(id))
        #expect(summary.dropped > 0 && summary.packets > 0)
        #expect(monotonicNanoseconds() - start < 5_000_000_000)
    }

    @Test func aReaderThatHasGoneEndsNothingButItsCapture() throws {
        let lab = try FabricLab()
        let pipe = Pipe()
        let descriptor = dup(pipe.fileHandleForWriting.fileDescriptor)
        try pipe.fileHandleForReading.close()
        let id = try lab.fabric.startCapture(
            host: 1, network: 0, named: "host-2 eth0", to: descriptor)
        let pinger = Pinger(lab.hosts[1].address, count: 20, patience: .milliseconds(50))
        let answers = try pinger.run(on: lab.hosts[0].namespace.run { try TestSocket.icmp() })
        #expect(answers.received == 20)
        #expect(lab.fabric.stopCapture(id) != nil)
    }

    @Test func aCaptureOfNoSuchLinkIsRefused() throws {
        let lab = try FabricLab()
        #expect(throws: FabricError.self) {
            try lab.fabric.startCapture(
                host: 0, network: 9, named: "none", to: open("/dev/null", O_WRONLY))
        }
    }
}
