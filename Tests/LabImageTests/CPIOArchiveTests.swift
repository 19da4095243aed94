import Foundation
import Testing

@testable import LabImage

@Suite struct CPIOArchiveTests {
    @Test func anArchiveIsTheSameToTheByte() {
        var archive = CPIOArchive()
        archive.add("dev", permissions: 0o755, .directory)
        archive.add("dev/console", permissions: 0o600, .device(major: 5, minor: 1))
        archive.add("init", permissions: 0o755, .file(Array("hello".utf8)))
        archive.add("sh", permissions: 0o777, .link("init"))
        func entry(_ fields: String, _ name: String, _ content: String = "") -> String {
            func padded(_ text: String) -> String {
                text + String(repeating: "\0", count: (4 - text.utf8.count % 4) % 4)
            }
            return padded("070701\(fields)\(name)\0") + padded(content)
        }
        let zero = "00000000"
        let owner = zero + zero
        let expected =
            entry(
                "00000001000041ED\(owner)00000002\(zero)\(zero)\(zero)\(zero)\(zero)\(zero)"
                    + "00000004\(zero)", "dev")
            + entry(
                "0000000200002180\(owner)00000001\(zero)\(zero)\(zero)\(zero)0000000500000001"
                    + "0000000C\(zero)", "dev/console")
            + entry(
                "00000003000081ED\(owner)00000001\(zero)00000005\(zero)\(zero)\(zero)\(zero)"
                    + "00000005\(zero)", "init", "hello")
            + entry(
                "000000040000A1FF\(owner)00000001\(zero)00000004\(zero)\(zero)\(zero)\(zero)"
                    + "00000003\(zero)", "sh", "init")
            + entry(
                "\(zero)\(zero)\(owner)00000001\(zero)\(zero)\(zero)\(zero)\(zero)\(zero)"
                    + "0000000B\(zero)", "TRAILER!!!")
        #expect(String(decoding: archive.finished(), as: UTF8.self) == expected)
    }

    @Test func whatIsAddedAfterALookFollows() {
        var archive = CPIOArchive()
        archive.add("a", permissions: 0o644, .file([]))
        let first = archive.finished()
        archive.add("b", permissions: 0o644, .file([]))
        #expect(archive.finished().starts(with: first.dropLast(124)))
        #expect(archive.finished().count == first.count + 112)
    }

    @Test(.enabled(if: Needs.programs("cpio"), "not run: there is no cpio"))
    func cpioListsTheFirstFileSystem() throws {
        let archive = Initramfs.archive(
            agent: [1, 2, 3], modules: [("virtio_ring", [4]), ("virtio", [5, 6])])
        let listing = try Tool.require(["cpio", "-tv"], to: "list", input: archive).text
        let lines = listing.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        }
        let names = lines.compactMap(\.last)
        #expect(
            names == [
                "dev", "proc", "sys", "machine", "lib", "lib/modules", "lib/modules/lab",
                "dev/console", "init", "lib/modules/lab/00-virtio_ring.ko",
                "lib/modules/lab/01-virtio.ko",
            ])
        #expect(lines.allSatisfy { $0[2] == "root" && $0[3] == "root" })
        #expect(lines.first { $0.last == "init" }?[0] == "-rwxr-xr-x")
        #expect(lines.first { $0.last == "dev/console" }?[4...5] == ["5,", "1"])
    }
}
