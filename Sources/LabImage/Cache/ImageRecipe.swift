import LabModel

/// All that an image is made of, found on this machine; the same contents give the same key.
struct ImageRecipe {
    /// Changes with what is made of the same files.
    private static let version = "lab image 1"

    var request: ImageRequest
    var kernel: KernelImage
    /// The modules' files, in the order of loading.
    var modules: [String]
    /// What the disk with programs holds; `nil` where the user brings one.
    var files: FileSet?
    /// `raw` or `qcow2`.
    var diskFormat: String
    /// Tells the disk with programs from others by its content.
    var diskKey = ""
    /// Tells the image from others by its content.
    var key = ""

    /// Finds everything, and computes the keys.
    ///
    /// - Throws: `LabError` where something is missing, saying what to do.
    init(
        _ request: ImageRequest, kernel: KernelImage, hashes: ContentHashes
    ) throws(LabError) {
        self.request = request
        self.kernel = kernel
        guard ImageCache.isStatic(agent: request.agent) else {
            throw LabError(
                "\(request.agent) is not linked statically, and a virtual machine has no library "
                    + "for it: .ci/build-agent builds one")
        }
        modules =
            try kernel.modules.map { directory throws(LabError) in
                try ModuleSelection(of: ModuleTree(directory: directory)) { path throws(LabError) in
                    try hashes.dependencies(ofModule: path)
                }.paths
            } ?? []
        diskFormat = "raw"
        if let disk = request.disk {
            diskFormat = try Self.format(of: disk)
            diskKey = try hashes.hash(of: disk)
        } else {
            let found = try Self.closure(of: request)
            files = found
            diskKey = try Self.key(of: found, hashes)
        }
        key = try imageKey(hashes)
    }

    private static func closure(of request: ImageRequest) throws(LabError) -> FileSet {
        var closure = ProgramClosure()
        closure.addBase()
        for program in request.programs { try closure.add(program: program) }
        for path in request.companions { closure.add(companion: path) }
        closure.finish()
        return closure.files
    }

    private static func key(
        of files: FileSet, _ hashes: ContentHashes
    ) throws(LabError) -> String {
        let paths = files.entries.keys.sorted()
        let contents = paths.compactMap { path in
            files.entries[path].flatMap { $0.node == .file ? (path, $0.identity) : nil }
        }
        let known = try hashes.hashes(of: contents)
        var text = version + "\n"
        for tool in ["mke2fs", "debugfs"] {
            if let path = ProgramSearch().path(of: tool) {
                text += try hashes.hash(of: path) + "\n"
            }
        }
        for path in paths {
            guard let entry = files.entries[path] else { continue }
            let content: String
            switch entry.node {
            case .directory: content = "d"
            case .link(let target): content = "l " + target
            case .file: content = "f " + (known[path] ?? "")
            case .empty: content = "e"
            }
            text += "\(path)\t\(entry.mode)\t\(entry.owner)\t\(entry.group)\t\(content)\n"
        }
        return try ContentHashes.hash(Array(text.utf8))
    }

    private func imageKey(_ hashes: ContentHashes) throws(LabError) -> String {
        var parts = [Self.version, diskFormat, diskKey]
        if let disk = request.disk { parts.append(disk) }
        for path in [request.agent, kernel.path] { parts.append(try hashes.hash(of: path)) }
        for path in modules {
            parts.append(ModuleTree.name(of: path) + " " + (try hashes.hash(of: path)))
        }
        let digits = try ContentHashes.hash(Array(parts.joined(separator: "\n").utf8))
        // 128 bits: enough for keys that nobody attacks, and short enough for names of files.
        return String(digits.prefix(32))
    }

    /// How the bytes of a user's disk are laid out.
    private static func format(of disk: String) throws(LabError) -> String {
        guard let head = FileBytes.head(disk, count: 4) else {
            throw FileTree.failure("read the disk", disk)
        }
        // docs/interop/qcow2.txt of QEMU.
        return head == Array("QFI".utf8) + [0xfb] ? "qcow2" : "raw"
    }
}
