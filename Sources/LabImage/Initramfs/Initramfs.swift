import LabModel

/// The first file system of a virtual machine: the agent, and the kernel's modules.
enum Initramfs {
    /// Where the modules are, named in the order of loading.
    static let modules = "lib/modules/lab"

    /// The archive.
    ///
    /// - Parameters:
    ///   - agent: the agent's bytes.
    ///   - modules: names and bytes in the order of loading.
    static func archive(agent: [UInt8], modules: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var archive = CPIOArchive()
        for name in ["dev", "proc", "sys", "machine", "lib", "lib/modules", Self.modules] {
            archive.add(name, permissions: 0o755, .directory)
        }
        // The kernel opens it for its first program before that has mounted anything.
        archive.add("dev/console", permissions: 0o600, .device(major: 5, minor: 1))
        archive.add("init", permissions: 0o755, .file(agent))
        for (index, module) in modules.enumerated() {
            let number = (index < 10 ? "0" : "") + String(index)
            archive.add(
                "\(Self.modules)/\(number)-\(module.name).ko", permissions: 0o644,
                .file(module.bytes))
        }
        return archive.finished()
    }
}
