/// Files, links and directories of this machine that go to the same places in an image, with all
/// directories and links on the way to them.
struct FileSet {
    /// What lies at a path of the image.
    struct Entry: Hashable {
        /// What it is.
        enum Node: Hashable {
            case directory
            /// A symbolic link, and what it says.
            case link(String)
            /// A file with the contents of the file of this machine at the same path.
            case file
            /// A file with nothing in it.
            case empty
        }

        var node: Node
        /// The permissions with the set-id and sticky bits.
        var mode: UInt32
        var owner: UInt32 = 0
        var group: UInt32 = 0
        /// In bytes.
        var size: Int64 = 0
        /// Changes whenever the contents can have changed.
        var identity = ""
    }

    /// By path, which begins with a slash.
    private(set) var entries: [String: Entry] = [:]

    /// How many links may lead to one another, as for the kernel (`MAXSYMLINKS` of Linux).
    private static let longestChain = 40

    /// Adds a file or directory, but not what is in it, under all the names on the way to it.
    ///
    /// - Returns: the path without links; `nil` where there is nothing of this kind.
    @discardableResult
    mutating func add(_ path: String) -> String? {
        var rest = Array(path.split(separator: "/").map(String.init).reversed())
        var place = ""
        var links = 0
        while let name = rest.popLast() {
            if name == "." { continue }
            if name == ".." {
                place = place.lastIndex(of: "/").map { String(place[..<$0]) } ?? ""
                continue
            }
            let next = place + "/" + name
            guard let entry = entries[next] ?? Self.entry(of: next) else { return nil }
            if case .link(let target) = entry.node {
                links += 1
                guard links <= Self.longestChain else { return nil }
                entries[next] = entry
                if target.hasPrefix("/") { place = "" }
                rest += target.split(separator: "/").map(String.init).reversed()
                continue
            }
            guard rest.isEmpty || entry.node == .directory else { return nil }
            entries[next] = entry
            place = next
        }
        return place.isEmpty ? "/" : place
    }

    /// Adds a directory with nothing in it where the image has nothing yet.
    mutating func addDirectory(_ path: String, mode: UInt32 = 0o755) {
        var place = ""
        for name in path.split(separator: "/") {
            place += "/" + name
            if entries[place] == nil { entries[place] = Entry(node: .directory, mode: 0o755) }
        }
        if entries[path]?.node == .directory { entries[path]?.mode = mode }
    }

    /// Adds a file with nothing in it where the image has nothing yet.
    mutating func addEmptyFile(_ path: String) {
        if entries[path] == nil { entries[path] = Entry(node: .empty, mode: 0o644) }
    }

    /// Adds a link where the image has nothing yet.
    mutating func addLink(_ path: String, to target: String) {
        if entries[path] == nil { entries[path] = Entry(node: .link(target), mode: 0o777) }
    }

    /// Takes something out again.
    mutating func remove(_ path: String) { entries[path] = nil }

    /// A file that is not as it was when it was added.
    var changed: String? {
        entries.keys.sorted().first { path in
            guard let entry = entries[path], entry.node == .file else { return false }
            return FileStatus(of: path)?.identity != entry.identity
        }
    }

    private static func entry(of path: String) -> Entry? {
        guard let status = FileStatus(of: path) else { return nil }
        let node: Entry.Node
        switch status.kind {
        case .file: node = .file
        case .directory: node = .directory
        case .link: node = .link(FileTree.target(ofLink: path) ?? "")
        case .other: return nil
        }
        // A script of debugfs has a command on each line.
        guard !path.contains("\n") else { return nil }
        return Entry(
            node: node, mode: status.mode, owner: status.owner, group: status.group,
            size: status.size, identity: status.identity)
    }
}
