import Glibc
import LabModel

/// Programs of this machine with all that they need to run elsewhere.
struct ProgramClosure {
    /// Directories of a program's own that are larger go along only where they are asked for.
    private static let largestFolder: Int64 = 100 << 20
    /// How deep scripts may be interpreted by scripts.
    private static let deepest = 4

    /// What goes into the image.
    private(set) var files = FileSet()
    private let search: ProgramSearch
    private let libraries: LibrarySearch
    private var seen: Set<String> = []
    private var needsCache = false

    /// Makes a closure with nothing in it.
    init(search: ProgramSearch = ProgramSearch(), libraries: LibrarySearch = LibrarySearch()) {
        self.search = search
        self.libraries = libraries
    }

    // MARK: - What goes along

    /// Adds a program, its libraries or interpreter, and the directories that bear its name.
    ///
    /// - Parameter name: a name, an absolute path, or that of a directory, which is taken whole.
    /// - Throws: `LabError` where it, or something that it can't run without, is not here.
    mutating func add(program name: String) throws(LabError) {
        if name.hasPrefix("/"), FileStatus(of: name, followsLinks: true)?.kind == .directory {
            addAll(of: name)
            return
        }
        guard let path = search.path(of: name) else {
            throw LabError(
                "the image needs the program \(name), which is not on this machine: install it")
        }
        try add(executable: path, depth: 0)
        addFolders(of: FileTree.name(of: name), at: path)
        if !name.contains("/"), !ProgramSearch.systemFolders.contains(FileTree.parent(of: path)) {
            // A host knows nothing of this user's PATH.
            files.addDirectory("/usr/local/bin")
            files.addLink("/usr/local/bin/\(name)", to: path)
        }
    }

    /// Adds a file, or a directory with what is in it unless that is too much, for programs that find
    /// it where it is here; hidden files and those that describe labs stay away.
    mutating func add(companion path: String) {
        guard let status = FileStatus(of: path, followsLinks: true) else { return }
        guard status.kind == .directory else {
            if status.size <= Self.largestFolder { addAll(of: path) }
            return
        }
        // Programs start in it, whatever there is in it.
        guard let place = files.add(path), place != "/", seen.insert("beside \(place)").inserted,
            Self.size(of: place, limit: Self.largestFolder, skips: Self.isOurs) != nil
        else { return }
        for name in FileTree.names(in: place) where !Self.isOurs("\(place)/\(name)") {
            add(companion: "\(place)/\(name)")
        }
    }

    /// Whether a program has no use for a file: what it does not see changes no image.
    private static func isOurs(_ path: String) -> Bool {
        let name = FileTree.name(of: path)
        if name.hasPrefix(".") || name == "__pycache__" { return true }
        guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else { return false }
        let head = String(decoding: FileBytes.head(path, count: 0x1_0000) ?? [], as: UTF8.self)
        let keys = Set(head.split(separator: "\n").map { $0.prefix { $0 != ":" } })
        return keys.contains("topology") || keys.contains("component")
            || keys.isSuperset(of: ["networks", "hosts"])
    }

    /// Adds what every host has.
    mutating func addBase() {
        for (path, mode) in BaseSystem.directories {
            // Some are links, as /var/run is, and lead elsewhere.
            files.add(path)
            files.addDirectory(path, mode: mode)
        }
        for name in ["/bin", "/sbin", "/lib", "/lib64", "/var/run", "/var/lock"] { files.add(name) }
        for name in BaseSystem.programs {
            if let path = search.path(of: name) { try? add(executable: path, depth: 0) }
        }
        for path in BaseSystem.files { addAll(of: path) }
        if let shell = search.path(of: "sh"), let file = ELFFile(path: shell) {
            for name in BaseSystem.libraries {
                if let path = libraries.path(of: name, for: file, at: shell) { addBinary(path) }
            }
        }
    }

    /// Leaves the files of hosts' own empty, and adds the loader's list where that is needed.
    mutating func finish() {
        for path in BaseSystem.emptyFiles {
            files.remove(path)
            files.addEmptyFile(path)
        }
        // Without it the loader would not find libraries in directories of the administrator's.
        if needsCache { files.add("/etc/ld.so.cache") }
    }

    // MARK: - Executables

    private mutating func add(executable path: String, depth: Int) throws(LabError) {
        guard let place = files.add(path), access(place, R_OK) == 0 else {
            throw LabError("the image needs \(path), which can't be read: install it, or chmod it")
        }
        guard seen.insert(place).inserted else { return }
        if let file = ELFFile(path: place) {
            try addLibraries(of: file, at: place)
            return
        }
        guard let interpreter = Self.interpreter(of: place) else { return }
        guard depth < Self.deepest, let program = search.path(of: interpreter) else {
            throw LabError(
                "the image needs \(interpreter), the interpreter of \(path), which is not on this "
                    + "machine: install it")
        }
        try add(executable: program, depth: depth + 1)
        addFolders(of: FileTree.name(of: interpreter), at: program)
    }

    private mutating func addLibraries(of file: ELFFile, at place: String) throws(LabError) {
        if let loader = file.interpreter, files.add(loader) == nil {
            throw LabError("\(place) needs \(loader), which is not on this machine")
        }
        for name in file.needed {
            guard let path = libraries.path(of: name, for: file, at: place),
                let library = files.add(path)
            else {
                throw LabError("\(place) needs the library \(name), which is not on this machine")
            }
            let folder = FileTree.parent(of: path)
            if file.searchPath.isEmpty && !libraries.usual.contains(folder) { needsCache = true }
            guard seen.insert(library).inserted, let next = ELFFile(path: library) else { continue }
            try addLibraries(of: next, at: library)
        }
    }

    /// Adds a library or an extension that may lack something, and then can't be used here either.
    private mutating func addBinary(_ path: String) {
        guard let place = files.add(path), seen.insert(place).inserted,
            let file = ELFFile(path: place)
        else { return }
        try? addLibraries(of: file, at: place)
    }

    /// What runs a script: the word after `#!`, or, where that is env(1), the program it looks for.
    static func interpreter(of path: String) -> String? {
        guard let head = FileBytes.head(path, count: 256), head.starts(with: Array("#!".utf8))
        else { return nil }
        let line = head.dropFirst(2).prefix { $0 != 0x0a }
        let words = String(decoding: line, as: UTF8.self)
            .split { $0 == " " || $0 == "\t" }.map(String.init)
        guard let first = words.first else { return nil }
        guard FileTree.name(of: first) == "env" else { return first }
        return words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") } ?? first
    }

    // MARK: - Directories

    /// Adds the directories where a program has its settings, its data and what it loads.
    private mutating func addFolders(of name: String, at path: String) {
        let real = FileTree.realPath(path) ?? path
        let prefix = FileTree.parent(of: FileTree.parent(of: real))
        var names = [name]
        let realName = FileTree.name(of: real)
        if realName != name { names.append(realName) }
        if name.hasPrefix("perl") { names += ["perl-base", "perl5"] }
        for name in names where seen.insert("folders of \(name)").inserted {
            let triplets = libraries.usual.filter { $0.hasPrefix("/usr/lib/") }.sorted()
            let places =
                ["/etc/\(name)", "/usr/share/\(name)", "\(prefix)/lib/\(name)", "/usr/lib/\(name)"]
                + triplets.map { "\($0)/\(name)" }
            for place in places where FileStatus(of: place, followsLinks: true)?.kind == .directory
            {
                guard Self.size(of: place, limit: Self.largestFolder) != nil else { continue }
                addAll(of: place)
            }
            for place in ["/var/lib", "/var/log", "/var/cache", "/var/spool"] {
                addFolders(below: "\(place)/\(name)")
            }
        }
    }

    /// Adds a directory and those in it, without their files.
    private mutating func addFolders(below path: String) {
        guard FileStatus(of: path)?.kind == .directory, files.add(path) != nil else { return }
        for name in FileTree.names(in: path) { addFolders(below: "\(path)/\(name)") }
    }

    /// Adds a file, or a directory with all that is in it; what can't be read stays away.
    private mutating func addAll(of path: String) {
        guard let status = FileStatus(of: path, followsLinks: true) else { return }
        guard status.kind == .directory else {
            if access(path, R_OK) == 0 { addBinary(path) }
            return
        }
        guard let place = files.add(path), seen.insert("all of \(place)").inserted else { return }
        // Python writes there what it has compiled; each run may change it.
        for name in FileTree.names(in: place) where name != "__pycache__" {
            addAll(of: "\(place)/\(name)")
        }
    }

    /// How many bytes a directory's files have; `nil` for more than a limit.
    private static func size(
        of path: String, limit: Int64, skips: (String) -> Bool = { _ in false }
    ) -> Int64? {
        if skips(path) { return 0 }
        guard let status = FileStatus(of: path, followsLinks: false) else { return 0 }
        guard status.kind == .directory else { return status.size > limit ? nil : status.size }
        var total: Int64 = 0
        for name in FileTree.names(in: path) {
            guard let more = size(of: "\(path)/\(name)", limit: limit - total, skips: skips) else {
                return nil
            }
            total += more
        }
        return total
    }
}
