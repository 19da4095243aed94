import Foundation
import LabModel
import Synchronization
import Testing

@testable import LabImage

@Suite(.enabled(if: Needs.disks, Comment(rawValue: Needs.disksReason)))
struct ImageCacheTests {
    private struct Place {
        let folder: Fixture.Folder
        let cache: ImageCache
        var request: ImageRequest

        init() throws {
            folder = try Fixture.Folder()
            cache = ImageCache(directory: folder.path + "/cache")
            let agent = try folder.write("agent", Fixture.program(), mode: 0o755)
            request = ImageRequest(agent: agent, programs: ["true"])
            request.kernel = try Fixture.kernel(in: folder)
        }

        /// The image, and whether something had to be made for it.
        func image() throws -> (image: MachineImage, isNew: Bool) {
            var isNew = false
            let image = try cache.image(for: request) { _ in isNew = true }
            return (image, isNew)
        }

        var leftovers: [String] {
            FileTree.names(in: cache.directory).filter {
                !["disks", "hashes", "images", "lock"].contains($0)
            }
        }
    }

    @Test func anImageIsMadeOnce() throws {
        let place = try Place()
        let (image, isNew) = try place.image()
        #expect(isNew)
        #expect(try place.image() == (image, false))
        #expect(image.diskFormat == "raw")
        for path in [image.kernel, image.initramfs, image.disk] {
            #expect(path.hasPrefix("\(place.cache.directory)/images/\(image.key)/"))
            #expect((FileStatus(of: path)?.size ?? 0) > 0)
        }
        #expect(place.leftovers.isEmpty)
        let listed = try #require(place.cache.list().first)
        #expect(listed.stored.image == image)
        #expect(listed.stored.kernelVersion == "6.1.0-9-test")
        #expect(place.cache.usage > listed.stored.initramfsSize)
    }

    @Test func anotherAgentMakesAnotherImageWithTheSameDisk() throws {
        let place = try Place()
        let first = try place.image().image
        try place.folder.write("agent", Fixture.program(code: [0x90, 0xeb, 0xfe]), mode: 0o755)
        let (second, isNew) = try place.image()
        #expect(isNew)
        #expect(first.key != second.key)
        let (one, other) = (FileStatus(of: first.disk), FileStatus(of: second.disk))
        #expect(one?.identity == other?.identity)
        try place.cache.remove([first.key])
        #expect(place.cache.list().map(\.stored.image) == [second])
        #expect(try place.image() == (second, false))
        try place.cache.remove([second.key])
        #expect(FileTree.names(in: place.cache.directory + "/disks").isEmpty)
        #expect(try place.image().isNew)
    }

    @Test func aProgramThatChangesMakesAnotherImage() throws {
        var place = try Place()
        let path = try place.folder.write("app/tool", "one", mode: 0o755)
        place.request.programs = [path]
        let first = try place.image().image
        try place.folder.write("app/tool", "two", mode: 0o755)
        let second = try place.image().image
        #expect(first.key != second.key)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        #expect(try place.image().image.key != second.key)
    }

    @Test func whatIsHalfMadeIsNeverUsed() throws {
        let place = try Place()
        let image = try place.image().image
        // Parts vanish, and somebody has left behind what nobody will finish.
        truncate(image.initramfs, 100)
        try place.folder.write("cache/work/image/kernel", "half")
        let (again, isNew) = try place.image()
        #expect(isNew)
        #expect(again == image)
        #expect((FileStatus(of: image.initramfs)?.size ?? 0) > 100)
        #expect(place.leftovers.isEmpty)
    }

    @Test func severalAtOnceMakeOneImage() throws {
        let place = try Place()
        let images = Mutex<[MachineImage]>([])
        let (cache, request) = (place.cache, place.request)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            if let image = try? cache.image(for: request) { images.withLock { $0.append(image) } }
        }
        let made = images.withLock { $0 }
        #expect(made.count == 4)
        #expect(Set(made).count == 1)
        #expect(place.cache.list().count == 1)
        #expect(place.leftovers.isEmpty)
    }

    @Test func anAgentThatNeedsLibrariesIsRefused() throws {
        let place = try Place()
        try place.folder.write(
            "agent", Fixture.program(interpreter: "/lib64/ld.so"), mode: 0o755)
        let error = #expect(throws: LabError.self) { try place.image() }
        #expect(error?.message.contains(".ci/build-agent") == true)
    }

    @Test func aDiskOfTheUsersOwnTakesThePlaceOfPrograms() throws {
        var place = try Place()
        place.request.programs = ["no-such-program"]
        place.request.disk = try place.folder.write("disk.qcow2", [0x51, 0x46, 0x49, 0xfb, 0, 0])
        let image = try place.image().image
        #expect(image.disk == place.request.disk)
        #expect(image.diskFormat == "qcow2")
        place.request.disk = try place.folder.write("disk.raw", "raw bytes")
        #expect(try place.image().image.diskFormat == "raw")
        #expect(place.cache.list().count == 2)
        place.request.disk = place.folder.path + "/none"
        #expect(throws: LabError.self) { try place.image() }
    }

    @Test func aFullDiskIsToldOfBeforeAnythingIsWritten() throws {
        let place = try Place()
        try FileTree.makeDirectories(place.cache.directory)
        let error = #expect(throws: LabError.self) { try place.cache.require(bytes: 1 << 60) }
        #expect(error?.message.contains("lab image remove --all") == true)
    }

    @Test func everythingCanBeRemoved() throws {
        let place = try Place()
        _ = try place.image()
        _ = try place.cache.emptyDisk(size: 32 << 20)
        try place.cache.removeAll()
        #expect(FileTree.names(in: place.cache.directory) == ["lock"])
        #expect(place.cache.list().isEmpty)
    }
}
