import Glibc

/// Finds programs of this machine by name.
struct ProgramSearch: Sendable {
    /// Where a system has its programs.
    static let systemFolders = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
    ]

    /// The directories, in the order in which they are looked through.
    var folders: [String]

    /// Takes the system's directories and then those of the user's `PATH`: wrappers in it that
    /// choose among versions are of no use on a host that has only one.
    init() {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let own = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        folders = Self.systemFolders + own.filter { !Self.systemFolders.contains($0) }
    }

    /// Takes directories.
    init(folders: [String]) { self.folders = folders }

    /// The absolute path of a program; `nil` where there is none.
    ///
    /// - Parameter name: a name, or a path, which is looked at and not for.
    func path(of name: String) -> String? {
        if name.contains("/") { return Self.isProgram(name) ? name : nil }
        return folders.map { "\($0)/\(name)" }.first(where: Self.isProgram)
    }

    private static func isProgram(_ path: String) -> Bool {
        access(path, X_OK) == 0 && FileStatus(of: path, followsLinks: true)?.kind == .file
    }
}
