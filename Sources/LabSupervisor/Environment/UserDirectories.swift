import Glibc
import LabModel

/// Where a user's programs keep what is on disk (XDG Base Directory Specification, 0.8).
struct UserDirectories: Hashable, Sendable {
    /// For sockets and the like; gone when the user has left.
    var runtimeHome: String
    /// For logs and the like.
    var stateHome: String
    /// For what can be made again.
    var cacheHome = ""

    /// Those of the user who runs this.
    static var current: UserDirectories {
        let runtime = absolute("XDG_RUNTIME_DIR") ?? usual()
        let home = absolute("HOME").map { $0 + "/.local/state" }
        return UserDirectories(
            runtimeHome: runtime,
            stateHome: absolute("XDG_STATE_HOME") ?? home ?? runtime + "/state",
            cacheHome: absolute("XDG_CACHE_HOME") ?? absolute("HOME").map { $0 + "/.cache" }
                ?? runtime + "/cache")
    }

    /// A variable's path; one that is not absolute has to be ignored, says the specification.
    private static func absolute(_ variable: String) -> String? {
        guard let value = getenv(variable) else { return nil }
        var path = String(cString: value)
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path.hasPrefix("/") && path != "/" ? path : nil
    }

    /// Where there is no session that sets the variable, as under `sudo` or in a container.
    private static func usual() -> String {
        let user = getuid()
        let place = "/run/user/\(user)"
        return DirectoryState(of: place)?.isPrivate(to: user) == true ? place : "/tmp/lab-\(user)"
    }

    /// Makes a directory, and those above it, for this user alone.
    ///
    /// - Throws: `LabError` where it can't be made, or belongs to somebody else.
    static func make(_ path: String) throws(LabError) {
        if mkdir(path, 0o700) == 0 { return }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try make(String(path[..<slash]))
            if mkdir(path, 0o700) == 0 { return }
        }
        let error = errno
        guard error == EEXIST, let state = DirectoryState(of: path) else {
            throw LabError(
                "can't make the directory \(path): \(describe(error)); make room, or set "
                    + "XDG_RUNTIME_DIR and XDG_STATE_HOME to directories that you may write to")
        }
        guard state.isDirectory else {
            throw LabError("\(path) is in the way: it is no directory; remove it")
        }
    }

    /// Makes a directory that nobody else may look into, and checks it where it is there.
    ///
    /// - Throws: `LabError` where it can't be made, or is not this user's alone.
    static func makePrivate(_ path: String) throws(LabError) {
        try make(path)
        guard let state = DirectoryState(of: path) else { return }
        guard state.owner == getuid(), state.isDirectory else {
            throw LabError(
                "\(path) belongs to user \(state.owner), not to you: remove it, or set "
                    + "XDG_RUNTIME_DIR to a directory of your own")
        }
        if state.isPrivate(to: getuid()) || chmod(path, 0o700) == 0 { return }
        throw LabError("others may look into \(path): run chmod 700 \(path)")
    }

    static func describe(_ error: Int32) -> String { String(cString: strerror(error)) }
}

/// What is known of a path, of a link itself and not of what it leads to.
struct DirectoryState {
    var owner: UInt32
    var mode: UInt32

    /// `nil` where there is nothing.
    init?(of path: String) {
        var state = stat()
        guard lstat(path, &state) == 0 else { return nil }
        owner = state.st_uid
        mode = state.st_mode
    }

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }

    func isPrivate(to user: UInt32) -> Bool { isDirectory && owner == user && mode & 0o077 == 0 }
}
