import Foundation
import LabModel
import Testing

@testable import LabImage

@Suite(.enabled(if: Needs.disks, Comment(rawValue: Needs.disksReason)))
struct DiskTests {
    private func files(_ folder: Fixture.Folder) throws -> FileSet {
        try folder.write("a/setuid", "run", mode: 0o4755)
        try folder.write("a/with space \"and\" marks", "text", mode: 0o600)
        try folder.write("a/deep/er/large", [UInt8](repeating: 7, count: 3_000_001))
        for index in 0..<300 { try folder.write("a/many/file-\(index)", "\(index)") }
        symlink("../a/setuid", folder.path + "/a/link")
        symlink("/" + String(repeating: "long", count: 40), folder.path + "/a/long")
        var files = FileSet()
        for name in ["setuid", "with space \"and\" marks", "deep/er/large", "link"] {
            #expect(files.add("\(folder.path)/a/\(name)") != nil)
        }
        files.addLink("/long", to: "/" + String(repeating: "long", count: 40))
        for index in 0..<300 { files.add("\(folder.path)/a/many/file-\(index)") }
        files.addDirectory("/tmp", mode: 0o1777)
        files.addEmptyFile("/hosts")
        return files
    }

    private func check(_ disk: String) throws {
        let outcome = try Tool.run(["e2fsck", "-fn", disk])
        #expect(outcome.status == 0, "\(outcome.text)")
    }

    @Test func aDiskIsTheSameToTheByteWhereverAndWheneverItIsMade() throws {
        let folder = try Fixture.Folder()
        let files = try files(folder)
        let (one, other) = (try Fixture.Folder(), try Fixture.Folder())
        try ProgramDisk(files: files).write(to: one.path + "/disk", work: one.path)
        let place = folder.path + "/a/deep/er/large"
        _ = try Fixture.bytes(place)
        // A day later, as far as files and the tools' clock tell.
        var times = [timeval(tv_sec: 86_400, tv_usec: 0), timeval(tv_sec: 86_400, tv_usec: 0)]
        utimes(place, &times)
        let start = time(nil)
        while time(nil) == start { usleep(10_000) }
        try ProgramDisk(files: files).write(to: other.path + "/disk", work: other.path)
        #expect(try Fixture.bytes(one.path + "/disk") == Fixture.bytes(other.path + "/disk"))
        try check(one.path + "/disk")
    }

    @Test func aDiskHoldsWhatItIsMadeOf() throws {
        let folder = try Fixture.Folder()
        let disk = folder.path + "/disk"
        try ProgramDisk(files: try files(folder)).write(to: disk, work: folder.path)
        let out = folder.path + "/out"
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        try Tool.require(["debugfs", "-R", "rdump / \(out)", disk], to: "read the disk")
        for name in ["setuid", "with space \"and\" marks", "deep/er/large", "many/file-299"] {
            let path = "\(folder.path)/a/\(name)"
            #expect(try Fixture.bytes(out + path) == Fixture.bytes(path))
        }
        #expect(FileTree.target(ofLink: "\(out)\(folder.path)/a/link") == "../a/setuid")
        #expect(FileTree.target(ofLink: out + "/long")?.count == 161)
        for (path, mode) in [("\(folder.path)/a/setuid", "04755"), ("/tmp", "01777")] {
            let status = try Tool.run(["debugfs", "-R", "stat \(path)", disk]).text
            #expect(status.contains("Mode:  \(mode)"), "\(status)")
        }
        #expect(FileStatus(of: out + "/hosts")?.size == 0)
    }

    @Test func aDiskThatIsTooSmallIsAnErrorAndNotAHalfFilledDisk() throws {
        let folder = try Fixture.Folder()
        var files = FileSet()
        let path = try folder.write("growing", "x")
        files.add(path)
        // It grows after its size was taken.
        try folder.write("growing", [UInt8](repeating: 1, count: 8 << 20))
        let error = #expect(throws: LabError.self) {
            try ProgramDisk(files: files).write(to: folder.path + "/disk", work: folder.path)
        }
        #expect(error?.message.hasPrefix("can't fill the disk") == true)
    }

    @Test func anEmptyDiskIsSparseAndSound() throws {
        let folder = try Fixture.Folder()
        let cache = ImageCache(directory: folder.path)
        let path = try cache.emptyDisk(size: 1 << 30)
        #expect(FileStatus(of: path)?.size == 1 << 30)
        #expect(FileTree.usage(of: [path]) < 2 << 20)
        try check(path)
        let identity = FileStatus(of: path)?.identity
        #expect(try cache.emptyDisk(size: 1 << 30) == path)
        #expect(FileStatus(of: path)?.identity == identity)
        #expect(throws: LabError.self) { try cache.emptyDisk(size: 1 << 20) }
        let copy = folder.path + "/copy"
        try ImageCache.copySparse(from: path, to: copy)
        #expect(FileTree.usage(of: [copy]) < 2 << 20)
        let same = try Tool.run(["cmp", path, copy])
        #expect(same.status == 0, "\(same.text)")
        #expect(throws: LabError.self) { try ImageCache.copySparse(from: path, to: copy) }
    }
}
