import Foundation
import LabImage
import LabModel
import LabNetwork
import Testing

@testable import LabLibvirt

@Suite("Saved machines in the cache")
struct SavedMachinesTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("lab-saved-\(UInt64.random(in: 0...UInt64.max))").path
    private var saved: SavedMachines { SavedMachines(cacheDirectory: folder) }

    private func description(
        line: Int = 1, delay: String = "x", image: String = "i"
    ) -> SavedMachines.Description {
        let host = HostDefinition(
            name: "host-1", attachments: [],
            location: SourceLocation(file: "t.yaml", line: line, column: 3))
        return SavedMachines.Description(
            topology: Topology(name: delay, networks: [], hosts: [host]), machines: ["<domain/>"],
            image: image, hypervisor: "7.2.22")
    }

    private func save(_ description: SavedMachines.Description) throws -> String {
        let draft = try saved.begin()
        try Folder.write("memory", to: SavedMachines.memory(of: "host-1", in: draft.directory))
        try saved.finish(draft, as: description)
        return try #require(saved.set(for: description))
    }

    @Test("a set is found by what it fits, wherever the drawing's file names it")
    func find() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(saved.set(for: description()) == nil)
        let set = try save(description(line: 1))
        #expect(saved.set(for: description(line: 99)) == set)
        #expect(saved.set(for: description(delay: "y")) == nil)
        #expect(saved.set(for: description(image: "j")) == nil)
        #expect(Folder.read(SavedMachines.memory(of: "host-1", in: set)) == "memory")
    }

    @Test("a set that did no good is not found again")
    func discard() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        saved.discard(try save(description()))
        #expect(saved.set(for: description()) == nil)
    }

    @Test("a set whose files are cut off or missing is not whole")
    func damage() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let set = try save(description())
        #expect(saved.isWhole(set))
        let memory = SavedMachines.memory(of: "host-1", in: set)
        #expect(truncate(memory, 3) == 0)
        #expect(!saved.isWhole(set))
        unlink(memory)
        #expect(!saved.isWhole(set))
    }

    @Test("what is saved again takes the old set's place")
    func replace() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try save(description())
        #expect(try save(description()) == first)
        #expect(try FileManager.default.contentsOfDirectory(atPath: saved.directory).count == 1)
    }

    @Test("a draft stays while it is written, and goes when nobody writes it")
    func sweep() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let draft = try saved.begin()
        saved.sweep()
        #expect(FileManager.default.fileExists(atPath: draft.directory))
        // As the kernel does for a process that has ended.
        saved.abandon(draft)
        let left = saved.directory + "/1.draft"
        try FileTree.makeDirectories(left, mode: 0o700)
        try Folder.write("", to: left + "/lock")
        saved.sweep()
        #expect(!FileManager.default.fileExists(atPath: left))
        #expect(!FileManager.default.fileExists(atPath: draft.directory))
    }
}
