import LabModel

/// The modules of one version of the kernel, as `/lib/modules/<version>` holds them.
struct ModuleTree {
    /// How a compressed module's name ends, and the program that expands it.
    private static let compressions: [(suffix: String, program: String)] = [
        (".ko", ""), (".ko.xz", "xz"), (".ko.zst", "zstd"), (".ko.gz", "gzip"),
    ]

    /// The directory that is named after the version.
    let directory: String
    private let paths: [String: String]
    private let builtIn: Set<String>

    /// Finds the modules below a directory.
    init(directory: String) {
        self.directory = directory
        var paths: [String: String] = [:]
        // What a distribution or an administrator adds comes before the kernel's own (depmod.d(5)).
        for part in ["kernel", "extra", "updates"] {
            Self.collect("\(directory)/\(part)", into: &paths)
        }
        self.paths = paths
        builtIn = Set(FileBytes.lines(directory + "/modules.builtin").map(Self.name))
    }

    /// The file of a module; `nil` where there is none.
    func path(of name: String) -> String? { paths[Self.plain(name)] }

    /// Whether the kernel has a module in itself.
    func isBuiltIn(_ name: String) -> Bool { builtIn.contains(Self.plain(name)) }

    /// A module's bytes as the kernel takes them.
    ///
    /// - Throws: `LabError` where it can't be read or expanded.
    static func contents(of path: String) throws(LabError) -> [UInt8] {
        let program = compressions.last { path.hasSuffix($0.suffix) }?.program ?? ""
        if program.isEmpty { return try FileBytes.read(path) }
        return try Tool.require([program, "-d", "-c", path], to: "expand \(path)").output
    }

    /// A module's name, out of its path: without directories and suffix, hyphens as underscores, as
    /// the kernel itself has it.
    static func name(of path: String) -> String {
        let file = FileTree.name(of: path)
        let suffix = compressions.first { file.hasSuffix($0.suffix) }?.suffix ?? ""
        return plain(String(file.dropLast(suffix.count)))
    }

    private static func plain(_ name: String) -> String {
        String(name.map { $0 == "-" ? "_" : $0 })
    }

    private static func collect(_ directory: String, into paths: inout [String: String]) {
        for entry in FileTree.names(in: directory) {
            let path = "\(directory)/\(entry)"
            if compressions.contains(where: { entry.hasSuffix($0.suffix) }) {
                paths[name(of: entry)] = path
            } else if !entry.contains(".") {
                collect(path, into: &paths)
            }
        }
    }
}
