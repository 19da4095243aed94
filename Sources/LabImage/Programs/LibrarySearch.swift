import Glibc

/// Finds libraries as the dynamic loader does (ld.so(8)), but for its cache.
struct LibrarySearch {
    /// The directories of the system, in order.
    let folders: [String]
    /// Those that the loader looks through without being told of them.
    let usual: Set<String>

    /// Reads the system's list of directories.
    init(configuration: String = "/etc/ld.so.conf") {
        let triplets = FileTree.names(in: "/usr/lib").filter { $0.hasSuffix("-linux-gnu") }
        let standard =
            triplets.flatMap { ["/lib/\($0)", "/usr/lib/\($0)"] }
            + ["/lib64", "/usr/lib64", "/lib", "/usr/lib"]
        usual = Set(standard)
        folders = Self.folders(named: configuration) + standard
    }

    /// The path of a library.
    ///
    /// - Parameters:
    ///   - name: its name, or a path.
    ///   - user: the file that needs it, and where that lies.
    func path(of name: String, for user: ELFFile, at place: String) -> String? {
        if name.contains("/") { return name }
        let origin = FileTree.parent(of: place)
        let own = user.searchPath.map { folder in
            Self.replace(
                "${ORIGIN}", in: Self.replace("$ORIGIN", in: folder, by: origin), by: origin)
        }
        return (own + folders).map { "\($0)/\(name)" }.first { path in
            access(path, R_OK) == 0 && ELFFile(path: path)?.machine == user.machine
        }
    }

    private static func replace(_ part: String, in text: String, by other: String) -> String {
        text.split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }

    private static func folders(named file: String, depth: Int = 0) -> [String] {
        FileBytes.lines(file).flatMap { line -> [String] in
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
            guard let first = words.first else { return [] }
            guard first == "include", words.count > 1, depth < 4 else {
                return first.hasPrefix("/") ? [String(first)] : []
            }
            return matches(String(words[1])).flatMap { folders(named: $0, depth: depth + 1) }
        }
    }

    private static func matches(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            found.gl_pathv[index].map { String(cString: $0) }
        }
    }
}
