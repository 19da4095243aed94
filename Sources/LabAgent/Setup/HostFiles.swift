import LabModel

#if canImport(Glibc)
import Glibc
#endif

/// Files and directories by absolute paths.
enum HostFiles {
    /// What a name stands for.
    enum Kind {
        case directory, file, link, other
    }

    /// What a name stands for, a link for itself; `nil` where there is nothing to be seen.
    static func kind(of path: String) -> Kind? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .directory
        case S_IFREG: return .file
        case S_IFLNK: return .link
        default: return .other
        }
    }

    /// The names in a directory but `.` and `..`, in no order; none where it can't be read.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Where a link leads; `nil` for what is no link.
    static func target(ofLink path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                bytes.baseAddress.map { readlink(path, $0, bytes.count) } ?? -1
            }
        }
        return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    /// The first line of a small file such as those of sysfs; `nil` where it can't be read.
    static func firstLine(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { return nil }
        return String(decoding: buffer[..<count].prefix { $0 != 10 }, as: UTF8.self)
    }

    /// The names of which an absolute path consists, without `.` and with `..` taken back.
    static func components(of path: String) -> [String] {
        var result: [String] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = result.popLast() } else { result.append(String(part)) }
        }
        return result
    }

    /// Makes a directory and those above it, as far as they are not there.
    ///
    /// - Throws: `LabError` with the kernel's words.
    static func makeDirectories(_ path: String, mode: mode_t = 0o755) throws(LabError) {
        var status = stat()
        guard stat(path, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else { return }
        var made = ""
        for part in components(of: path) {
            made += "/" + part
            guard mkdir(made, mode) != 0, errno != EEXIST else { continue }
            throw LabError("cannot make the directory \(made): \(Kernel.lastError)")
        }
    }

    /// Puts a file in the place of what has that name; whoever reads it meanwhile reads the old one or
    /// the new one, and never a part.
    ///
    /// - Throws: `LabError` with the kernel's words; the old one is still there then.
    static func replace(_ path: String, with contents: String) throws(LabError) {
        guard let slash = path.lastIndex(of: "/") else { return try write(contents, to: path) }
        // Hidden, so that no program takes it for one of a directory's files.
        let draft = "\(path[...slash]).\(path[path.index(after: slash)...]).lab"
        do throws(LabError) {
            try write(contents, to: draft)
        } catch {
            unlink(draft)
            throw error
        }
        if rename(draft, path) == 0 { return }
        // Something is mounted there.
        unlink(draft)
        try write(contents, to: path)
    }

    /// Puts a file in the place of what has that name, link or not.
    ///
    /// - Throws: `LabError` with the kernel's words.
    static func write(_ contents: String, to path: String) throws(LabError) {
        if kind(of: path) == .link { unlink(path) }
        var descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        // Without root below an overlay there are files that can be replaced, but not written.
        if descriptor < 0, errno == EACCES, unlink(path) == 0 {
            descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else {
            throw LabError("cannot write \(path): \(Kernel.lastError)")
        }
        defer { close(descriptor) }
        var rest = Array(contents.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                throw LabError("cannot write \(path): \(Kernel.lastError)")
            }
            rest = rest.dropFirst(count)
        }
    }
}
