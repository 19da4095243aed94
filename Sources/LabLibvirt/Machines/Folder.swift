import Glibc
import LabModel

/// Small files of this process's user.
enum Folder {
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
