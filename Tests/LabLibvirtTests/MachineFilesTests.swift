import Foundation
import Glibc
import LabModel
import Testing

@testable import LabLibvirt

@Suite("Files of machines")
struct MachineFilesTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("lab-files-\(UInt64.random(in: 0...UInt64.max))").path

    @Test("a console's last lines are plain text")
    func console() {
        let text = "\u{1B}[2J\u{1B}[1;31mPanic\u{1B}[0m  \r\n\r\n\u{7}not syncing\r\n"
        #expect(ConsoleText.tail(in: text) == "Panic\nnot syncing")
        let many = (1...30).map { "line \($0)" }.joined(separator: "\n")
        #expect(ConsoleText.tail(in: many).hasPrefix("line 19\n"))
    }

    @Test("both ends of a wire carry datagrams")
    func wire() throws {
        let peer = try MachineWire.open(far: 9)
        defer { close(peer.end.descriptor) }
        let wire = try MachineWire.open(far: peer.ports.near)
        defer { close(wire.end.descriptor) }
        #expect(wire.ports.far == peer.ports.near)
        #expect(wire.ports.near != peer.ports.near)
        #expect(write(wire.end.descriptor, [1, 2, 3], 3) == 3)
        // The peer is connected to another port, so this is none of its datagrams.
        var bytes = [UInt8](repeating: 0, count: 8)
        #expect(read(peer.end.descriptor, &bytes, 8) < 0)
    }
}
