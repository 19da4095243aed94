import Glibc
import LabModel

/// Directories and files, by path.
package enum FileTree {
    /// The entries of a directory, sorted; none where it can't be read.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var result: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { result.append(name) }
        }
        return result.sorted()
    }

    /// What a symbolic link says; `nil` where the path is none.
    static func target(ofLink path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { base in
                readlink(path, base.assumingMemoryBound(to: CChar.self), bytes.count)
            } ?? -1
        }
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// The path without links in it; `nil` where there is nothing.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The directory that holds a path.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of a path.
    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// Makes a directory and those above it.
    ///
    /// - Parameter mode: the permissions of those that are made.
    ///
    /// - Throws: `LabError` where that does not work.
    package static func makeDirectories(
        _ path: String, mode: mode_t = 0o755
    ) throws(LabError) {
        if mkdir(path, mode) == 0 || errno == EEXIST { return }
        if errno == ENOENT, path.contains("/") {
            let parent = parent(of: path)
            if parent != path, parent != "." { try makeDirectories(parent, mode: mode) }
            if mkdir(path, mode) == 0 || errno == EEXIST { return }
        }
        throw failure("make the directory", path)
    }

    /// Removes whatever is at a path, with all that is in it; what can't be removed stays.
    static func remove(_ path: String) {
        guard let status = FileStatus(of: path) else { return }
        guard status.kind == .directory else {
            unlink(path)
            return
        }
        if status.mode & 0o700 != 0o700 { chmod(path, 0o700) }
        for name in names(in: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// How many bytes the files below paths take on disk, each counted once whatever its names.
    static func usage(of paths: [String]) -> Int64 {
        var counted: Set<UInt64> = []
        return paths.reduce(0) { $0 + usage(of: $1, counted: &counted) }
    }

    private static func usage(of path: String, counted: inout Set<UInt64>) -> Int64 {
        var status = stat()
        guard lstat(path, &status) == 0, counted.insert(UInt64(status.st_ino)).inserted else {
            return 0
        }
        // st_blocks counts in 512 bytes whatever the file system's blocks are (stat(3type)).
        var total = Int64(status.st_blocks) * 512
        guard status.st_mode & S_IFMT == S_IFDIR else { return total }
        for name in names(in: path) { total += usage(of: "\(path)/\(name)", counted: &counted) }
        return total
    }

    /// The error of the last system call, with what was wanted and what to do.
    static func failure(_ what: String, _ path: String) -> LabError {
        let code = errno
        let remedy =
            code == ENOSPC || code == EDQUOT ? "; make room there, or set XDG_CACHE_HOME" : ""
        return LabError("can't \(what) \(path): \(String(cString: strerror(code)))\(remedy)")
    }
}
