import Foundation
import Glibc
import LabModel
import Testing

@testable import LabLibvirt

@Suite("Files of machines")
struct MachineFilesTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("lab-files-\(UInt64.random(in: 0...UInt64.max))").path

    @Test("a copy has the bytes and the holes")
    func sparseCopy() throws {
        try Folder.make(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = folder + "/a"
        let file = open(source, O_RDWR | O_CREAT, 0o600)
        defer { close(file) }
        let (start, place) = (Array("head".utf8), off_t(200 << 20))
        #expect(pwrite(file, start, start.count, 0) == 4)
        #expect(pwrite(file, start, start.count, place) == 4)
        #expect(ftruncate(file, 256 << 20) == 0)
        try SparseFile.copy(source, to: folder + "/b")
        let copy = open(folder + "/b", O_RDONLY)
        defer { close(copy) }
        var state = stat()
        #expect(fstat(copy, &state) == 0)
        #expect(state.st_size == 256 << 20)
        #expect(state.st_blocks * 512 < 16 << 20)
        var bytes = [UInt8](repeating: 0, count: 4)
        #expect(pread(copy, &bytes, 4, place) == 4)
        #expect(bytes == start)
        #expect(throws: LabError.self) { try SparseFile.copy(source, to: folder + "/b") }
    }

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
