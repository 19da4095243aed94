import LabModel

/// A file with the kernel that virtual machines start.
struct KernelImage: Hashable, Sendable {
    /// The file.
    var path: String
    /// The version, such as `6.1.0-56-cloud-amd64`; `nil` where neither header nor name says.
    var version: String?
    /// The directory with its modules; `nil` where there is none, so that all must be built in.
    var modules: String?

    /// Looks at a kernel.
    ///
    /// - Parameter system: where a system has the modules of its kernels.
    /// - Throws: `LabError` where there is no such file, or it can't be read.
    init(path: String, system: String = "/lib/modules") throws(LabError) {
        self.path = path
        guard let head = FileBytes.head(path, count: 0x1_0000) else {
            throw FileTree.failure("read the kernel", path)
        }
        guard Self.isKernel(head) else {
            throw LabError(
                "\(path) is no kernel that a virtual machine can start: give a vmlinuz (bzImage)")
        }
        version = Self.version(in: head) ?? Self.version(inName: FileTree.name(of: path))
        guard let version else { return }
        let folder = FileTree.parent(of: path)
        modules = ["\(folder)/../lib/modules", "\(folder)/lib/modules", system]
            .map { "\($0)/\(version)" }.first { !FileTree.names(in: $0).isEmpty }
    }

    /// Whether a file begins as a kernel does (Documentation/arch/x86/boot.rst and
    /// Documentation/arch/arm64/booting.rst of Linux).
    private static func isKernel(_ head: [UInt8]) -> Bool {
        let isBzImage = head.count > 0x210 && Array(head[0x202..<0x206]) == Array("HdrS".utf8)
        let isArm = head.count > 0x40 && Array(head[0x38..<0x3c]) == Array("ARMd".utf8)
        return isBzImage || isArm || head.starts(with: [0x1f, 0x8b])
    }

    /// The first word of the text whose place, less 0x200, stands at 0x20e of a bzImage.
    static func version(in head: [UInt8]) -> String? {
        guard head.count > 0x210, Array(head[0x202..<0x206]) == Array("HdrS".utf8) else {
            return nil
        }
        let offset = Int(head[0x20e]) | Int(head[0x20f]) << 8
        guard offset > 0, offset + 0x200 < head.count else { return nil }
        let word = head[(offset + 0x200)...].prefix { $0 > 0x20 && $0 < 0x7f }
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    private static func version(inName name: String) -> String? {
        guard let hyphen = name.firstIndex(of: "-") else { return nil }
        let rest = name[name.index(after: hyphen)...]
        return rest.first?.isNumber == true ? String(rest) : nil
    }
}
