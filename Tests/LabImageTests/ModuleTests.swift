import LabModel
import Testing

@testable import LabImage

@Suite struct ModuleTests {
    private func names(_ folder: Fixture.Folder, version: String) throws -> [String] {
        let tree = ModuleTree(directory: "\(folder.path)/k/lib/modules/\(version)")
        let hashes = ContentHashes(file: folder.path + "/hashes")
        return try ModuleSelection(of: tree) { path throws(LabError) in
            try hashes.dependencies(ofModule: path)
        }.paths.map(ModuleTree.name)
    }

    @Test func everyModuleComesAfterWhatItNeeds() throws {
        let folder = try Fixture.Folder()
        _ = try Fixture.kernel(in: folder, version: "6.1.0-9-test")
        #expect(
            try names(folder, version: "6.1.0-9-test") == [
                "virtio_ring", "virtio", "virtio_pci", "failover", "net_failover", "virtio_net",
                "virtio_console", "virtio_rng", "virtio_blk", "overlay", "af_packet",
            ])
    }

    @Test func aKernelWithoutADriverIsRefused() throws {
        let folder = try Fixture.Folder()
        _ = try Fixture.kernel(in: folder, version: "1")
        unlinkFile("\(folder.path)/k/lib/modules/1/kernel/drivers/virtio_blk.ko")
        let error = #expect(throws: LabError.self) { try names(folder, version: "1") }
        #expect(error?.message.contains("has no virtio_blk") == true)
    }

    @Test func aModuleWithoutWhatItNeedsIsRefused() throws {
        let folder = try Fixture.Folder()
        _ = try Fixture.kernel(in: folder, version: "1")
        unlinkFile("\(folder.path)/k/lib/modules/1/kernel/drivers/failover.ko")
        let error = #expect(throws: LabError.self) { try names(folder, version: "1") }
        #expect(error?.message.contains("needs the module failover") == true)
    }

    @Test(
        .enabled(if: Needs.programs("gzip", "xz", "zstd"), "not run: a compressor is missing"),
        arguments: [("gzip", ".gz"), ("xz", ".xz"), ("zstd", ".zst")])
    func compressedModulesAreExpanded(_ program: String, _ suffix: String) throws {
        let folder = try Fixture.Folder()
        _ = try Fixture.kernel(in: folder, version: "1")
        let plain = "\(folder.path)/k/lib/modules/1/kernel/drivers/net_failover.ko"
        let bytes = try Fixture.bytes(plain)
        let packed = try Tool.require([program, "-c"], to: "pack", input: bytes).output
        #expect(packed != bytes)
        unlinkFile(plain)
        let path = try folder.write(
            "k/lib/modules/1/kernel/drivers/net_failover.ko\(suffix)", packed)
        #expect(try ModuleTree.contents(of: path) == bytes)
        let order = try names(folder, version: "1")
        #expect(order.firstIndex(of: "failover") == 3)
        #expect(order.firstIndex(of: "net_failover") == 4)
    }

    @Test func aKernelSaysItsVersionAndHasItsModulesBesideIt() throws {
        let folder = try Fixture.Folder()
        let path = try Fixture.kernel(in: folder, version: "6.9.1-cloud")
        let kernel = try KernelImage(path: path)
        #expect(kernel.version == "6.9.1-cloud")
        #expect(kernel.modules == folder.path + "/k/boot/../lib/modules/6.9.1-cloud")
        let alone = try folder.write("alone/bzImage", Fixture.kernel(version: "7.0.0-alone"))
        #expect(try KernelImage(path: alone).modules == nil)
    }

    @Test func aFileThatIsNoKernelIsRefused() throws {
        let folder = try Fixture.Folder()
        let path = try folder.write("vmlinuz", "no kernel")
        #expect(throws: LabError.self) { try KernelImage(path: path) }
        let error = #expect(throws: LabError.self) { try KernelImage(path: path + "-none") }
        #expect(error?.message.contains("vmlinuz-none") == true)
    }

    @Test(.enabled(if: Needs.kernel?.modules != nil, Comment(rawValue: Needs.kernelReason)))
    func aRealKernelHasAllThatMachinesNeed() throws {
        let kernel = try #require(Needs.kernel)
        let tree = ModuleTree(directory: try #require(kernel.modules))
        let paths = try ModuleSelection(of: tree) { path throws(LabError) in
            let bytes = try ModuleTree.contents(of: path)
            return bytes.withUnsafeBytes { ModuleInformation($0)?.dependencies } ?? []
        }.paths
        let names = paths.map(ModuleTree.name)
        for name in ["virtio_pci", "virtio_net", "virtio_console", "virtio_blk", "ext4", "overlay"]
        {
            #expect(names.contains(name) || tree.isBuiltIn(name), "\(name) in \(names)")
        }
    }
}
