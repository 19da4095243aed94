import Glibc
import LabModel

/// The contents of files.
enum FileBytes {
    /// A file's contents.
    ///
    /// - Throws: `LabError` where it can't be read.
    static func read(_ path: String) throws(LabError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTree.failure("read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileTree.failure("read", path) }
        // Files of /proc say that they are empty.
        var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size), 65_536) + 1)
        var count = 0
        while true {
            if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
            let more = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(
                    descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if more < 0 && errno == EINTR { continue }
            guard more >= 0 else { throw FileTree.failure("read", path) }
            if more == 0 { break }
            count += more
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// A file's contents as lines; none where it can't be read.
    static func lines(_ path: String) -> [String] {
        guard let bytes = try? read(path) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The first bytes of a file; `nil` where it can't be read.
    static func head(_ path: String, count: Int, from offset: Int64 = 0) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let length = bytes.withUnsafeMutableBytes { buffer in
            pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
        }
        return length < 0 ? nil : Array(bytes[..<length])
    }

    /// Writes a file, on the disk itself before this returns.
    ///
    /// - Throws: `LabError` where it can't be written.
    static func write(_ bytes: [UInt8], to path: String) throws(LabError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileTree.failure("write", path) }
        defer { close(descriptor) }
        try write(bytes, to: descriptor, path)
        guard fsync(descriptor) == 0 else { throw FileTree.failure("write", path) }
    }

    /// Writes all bytes to a descriptor.
    ///
    /// - Parameter path: for messages.
    /// - Throws: `LabError` where that does not work.
    static func write(
        _ bytes: [UInt8], to descriptor: Int32, _ path: String
    ) throws(LabError) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileTree.failure("write", path) }
            offset += count
        }
    }

    /// Brings what was written of a file onto the disk itself.
    ///
    /// - Throws: `LabError` where that does not work.
    static func sync(_ path: String) throws(LabError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTree.failure("read", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileTree.failure("write", path) }
    }
}
