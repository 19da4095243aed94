import CLinux
import Foundation
import Glibc
import LabAgent
import LabModel
import LabTestSupport
import Testing

@testable import LabLibvirt

/// A relay on a thread of this process, in a directory of its own, and the client that talks to it.
private final class RelayPair {
    let home = "/tmp/lab-relay-\(UUID().uuidString.prefix(8))"
    let client: RelayClient

    init() throws {
        var (there, back) = ([Int32](repeating: -1, count: 2), [Int32](repeating: -1, count: 2))
        try #require(lab_pipe(&there) == 0 && lab_pipe(&back) == 0)
        let (input, output) = (there[0], back[1])
        let home = home
        let thread = RelayThread {
            do {
                try Relay(home: home).run(input: input, output: output)
            } catch {
                Issue.record("\(error)")
            }
            close(input)
            close(output)
        }
        try #require(thread.begin())
        client = try RelayClient(
            RelayProcess(input: there[1], output: back[0], computer: "the other computer"))
    }

    deinit {
        client.close()
        // What the relay still removes can't be removed here as well.
        for _ in 0..<5000 where access(client.place.work + ".lock", F_OK) == 0 { usleep(1000) }
        try? FileManager.default.removeItem(atPath: home)
    }
}

/// What a machine has of a wire: QEMU's socket.
private final class MachineSocket {
    let descriptor: Int32

    init(_ ports: MachineWire.Ports) throws {
        descriptor = try #require(Loopback.datagrams(boundTo: ports.far))
        try #require(Loopback.connect(descriptor, to: ports.near))
        limit(descriptor)
    }

    deinit { close(descriptor) }
}

/// Lets reads wait for ten seconds at most.
private func limit(_ descriptor: Int32) {
    _ = lab_set_nonblocking(descriptor, 0)
    var time = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
}

private func receive(_ descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count < 0 ? nil : Array(bytes[..<count])
}

@Suite struct RemoteRelayTests {
    @Test func framesKeepTheirBoundsBothWays() throws {
        let pair = try RelayPair()
        let wire = try pair.client.openWire()
        defer { close(wire.end.descriptor) }
        limit(wire.end.descriptor)
        let machine = try MachineSocket(wire.ports)
        for size in [1, 60, 1514, 9000] {
            let frame = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            #expect(send(wire.end.descriptor, frame, size, 0) == size)
            #expect(receive(machine.descriptor) == frame)
            #expect(send(machine.descriptor, frame, size, 0) == size)
            #expect(receive(wire.end.descriptor) == frame)
        }
    }

    @Test func wiresAreApart() throws {
        let pair = try RelayPair()
        let wires = try (0..<3).map { _ in try pair.client.openWire() }
        defer { for wire in wires { close(wire.end.descriptor) } }
        let machines = try wires.map { try MachineSocket($0.ports) }
        for (index, wire) in wires.enumerated() {
            let frame = [UInt8](repeating: UInt8(index), count: 100)
            #expect(send(wire.end.descriptor, frame, 100, 0) == 100)
        }
        for (index, machine) in machines.enumerated() {
            #expect(receive(machine.descriptor)?.first == UInt8(index))
        }
    }

    @Test func framesForAMachineThatIsNotThereYetAreLostAndNothingElse() throws {
        let pair = try RelayPair()
        let wire = try pair.client.openWire()
        defer { close(wire.end.descriptor) }
        limit(wire.end.descriptor)
        let (early, back, late): ([UInt8], [UInt8], [UInt8]) = ([1], [2, 2], [3])
        for _ in 0..<5 { #expect(send(wire.end.descriptor, early, 1, 0) == 1) }
        _ = try pair.client.has("/etc/passwd")
        let machine = try MachineSocket(wire.ports)
        #expect(send(machine.descriptor, back, 2, 0) == 2)
        #expect(receive(wire.end.descriptor) == back)
        #expect(send(wire.end.descriptor, late, 1, 0) == 1)
        // Some of the early ones may have come after the machine.
        var got = receive(machine.descriptor)
        while got == early { got = receive(machine.descriptor) }
        #expect(got == late)
    }

    @Test func aChannelIsThereBeforeItsMachineAndEndsWithIt() throws {
        let pair = try RelayPair()
        let path = pair.client.place.work + "/host-1.agent"
        let channel = try pair.client.openChannel(at: path)
        limit(channel)
        defer { close(channel) }
        #expect(write(channel, "hello", 5) == 5)
        let machine = lab_connect_local(path)
        try #require(machine >= 0)
        limit(machine)
        #expect(receive(machine) == Array("hello".utf8))
        // More than the pipes between them hold.
        let much = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let writer = RelayThread {
            var rest = much[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(machine, $0.baseAddress, $0.count) }
                guard count > 0 else { break }
                rest = rest.dropFirst(count)
            }
            close(machine)
        }
        try #require(writer.begin())
        var got: [UInt8] = []
        while let bytes = receive(channel), !bytes.isEmpty { got += bytes }
        #expect(got == much)
    }

    @Test func filesArriveWithTheirHolesAndOnlyOnce() throws {
        let pair = try RelayPair()
        let source = pair.home + "/source"
        let size = 200 << 20
        let file = open(source, O_RDWR | O_CREAT, 0o600)
        #expect(ftruncate(file, off_t(size)) == 0)
        let piece = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        for place in [0, 50 << 20, size - piece.count] {
            #expect(pwrite(file, piece, piece.count, off_t(place)) == piece.count)
        }
        close(file)
        let path = pair.client.place.cache + "/images/abc/disk"
        #expect(try !pair.client.has(path))
        try pair.client.bring(source, to: path)
        #expect(try pair.client.has(path))
        let there = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        #expect(try there.seekToEnd() == UInt64(size))
        try there.seek(toOffset: 50 << 20)
        #expect(try there.read(upToCount: piece.count) == Data(piece))
        var state = stat()
        #expect(stat(path, &state) == 0)
        #expect(state.st_blocks * 512 < 4 << 20)
        #expect(state.st_mode & 0o777 == 0o644)
        // What is there by that name is not sent again.
        unlink(source)
        try pair.client.bring(source, to: path)
        let copy = pair.client.place.work + "/host-1.data"
        try pair.client.copy(path, to: copy)
        #expect(stat(copy, &state) == 0)
        #expect(state.st_size == off_t(size))
        #expect(state.st_blocks * 512 < 4 << 20)
        #expect(state.st_mode & 0o777 == 0o600)
        try pair.client.remove(copy)
        #expect(try !pair.client.has(copy))
    }

    @Test func whatIsRefusedIsSaidWithTheComputersName() throws {
        let pair = try RelayPair()
        let error = #expect(throws: LabError.self) {
            try pair.client.copy("/nowhere/a", to: pair.client.place.work + "/b")
        }
        #expect(error?.message.hasPrefix("the other computer can't copy /nowhere/a") == true)
        #expect(error?.message.hasSuffix("No such file or directory") == true)
    }

    @Test func nothingButTheCacheStaysAndWhatAKilledRelayLeft() async throws {
        let pair = try RelayPair()
        let work = pair.client.place.work
        let dead = pair.home + "/labs/dead"
        mkdir(dead, 0o700)
        close(open(dead + "/host-1.data", O_WRONLY | O_CREAT, 0o600))
        close(open(dead + ".lock", O_WRONLY | O_CREAT, 0o600))
        try pair.client.touch(work + "/host-1.console")
        let next = try Relay(home: pair.home)
        #expect(access(dead, F_OK) != 0)
        #expect(access(work, F_OK) == 0)
        pair.client.close()
        for _ in 0..<1000 where access(work, F_OK) == 0 {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(access(work, F_OK) != 0)
        #expect(access(pair.client.place.cache, F_OK) == 0)
        #expect(throws: LabError.self) { try pair.client.openWire() }
        _ = next
    }
}
