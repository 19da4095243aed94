import Testing

@testable import LabImage

@Suite struct ELFFileTests {
    private func read(_ bytes: [UInt8]) -> ELFFile? { bytes.withUnsafeBytes { ELFFile($0) } }

    @Test func aProgramSaysWhatItNeeds() throws {
        let file = try #require(
            read(
                Fixture.program(
                    interpreter: "/lib64/ld.so", needed: ["libc.so.6", "libz.so.1"],
                    runpath: "$ORIGIN/../lib:/opt/lib")))
        #expect(file.machine == 62)
        #expect(file.interpreter == "/lib64/ld.so")
        #expect(file.needed == ["libc.so.6", "libz.so.1"])
        #expect(file.searchPath == ["$ORIGIN/../lib", "/opt/lib"])
    }

    @Test func aStaticProgramNeedsNothing() throws {
        let folder = try Fixture.Folder()
        let agent = try folder.write("agent", Fixture.program())
        let other = try folder.write("other", Fixture.program(interpreter: "/lib64/ld.so"))
        #expect(ImageCache.isStatic(agent: agent))
        #expect(!ImageCache.isStatic(agent: other))
        #expect(!ImageCache.isStatic(agent: folder.path + "/none"))
        #expect(!ImageCache.isStatic(agent: try folder.write("script", "#!/bin/sh\n")))
    }

    @Test func brokenFilesAreNoneOfThese() {
        let whole = Fixture.program(
            interpreter: "/lib64/ld.so", needed: ["libc.so.6"], runpath: "/opt/lib")
        for count in 0..<whole.count { _ = read(Array(whole[..<count])) }
        for place in whole.indices {
            var bytes = whole
            bytes[place] = 0xff
            _ = read(bytes)
        }
        #expect(read(Array(whole[..<63])) == nil)
        #expect(read(Array("#!/bin/sh".utf8)) == nil)
        let module = Fixture.module(depends: ["a"])
        for count in 0..<module.count {
            _ = module[..<count].withUnsafeBytes { ModuleInformation($0) }
        }
        for place in module.indices {
            var bytes = module
            bytes[place] = 0xff
            _ = bytes.withUnsafeBytes { ModuleInformation($0) }
        }
    }

    @Test(.enabled(if: Needs.programs("true"), "not run: there is no true"))
    func aProgramOfThisMachineIsRead() throws {
        let path = try #require(ProgramSearch().path(of: "true"))
        guard let file = ELFFile(path: path), file.interpreter != nil else { return }
        #expect(file.needed.contains { $0.hasPrefix("libc.") })
        let library = try #require(
            LibrarySearch().path(of: file.needed[0], for: file, at: path))
        #expect(ELFFile(path: library)?.machine == file.machine)
    }
}
