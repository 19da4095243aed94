import Glibc
import LabModel

/// Directories and small files of this process's user.
enum Folder {
    /// Makes a directory, and those above it.
    ///
    /// - Throws: `LabError` where it can't be made.
    static func make(_ path: String) throws(LabError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try make(String(path[..<slash]))
            if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        }
        throw LabError("can't make the directory \(path): \(reason); make room for it")
    }

    /// Writes a small file, in place of what was there.
    ///
    /// - Throws: `LabError` where there is no room for it.
    static func write(_ text: String, to path: String) throws(LabError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LabError("can't write \(path): \(reason); make room for it") }
        defer { close(file) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw LabError("can't write \(path): \(reason); make room for it")
            }
            bytes = bytes.dropFirst(count)
        }
    }

    /// The last bytes of a file, or all of it; `nil` where it can't be read.
    static func read(_ path: String, last limit: Int = 64 << 10) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        lseek(file, off_t(max(0, Int(size) - limit)), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: limit)
        var length = 0
        while length < limit {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress?.advanced(by: length), limit - length)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            length += count
        }
        return String(decoding: bytes[..<length], as: UTF8.self)
    }

    /// Why the last call failed.
    static var reason: String { String(cString: strerror(errno)) }
}
