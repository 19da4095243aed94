import Glibc
import LabModel

/// Copies files without the parts that hold nothing.
enum SparseCopy {
    /// Makes one file share another's blocks until either is written (`FICLONE` of linux/fs.h).
    private static let clone: UInt = 0x4004_9409
    /// Where the next bytes are that were written, and where the next hole is (lseek(2)).
    private static let (seekData, seekHole): (Int32, Int32) = (3, 4)

    /// Copies a file to a new one; the new one is removed where that does not work.
    ///
    /// - Throws: `LabError` where the source can't be read or the copy not be written.
    static func copy(from source: String, to path: String) throws(LabError) {
        let from = open(source, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else { throw FileTree.failure("read", source) }
        defer { close(from) }
        let to = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard to >= 0 else { throw FileTree.failure("write", path) }
        defer { close(to) }
        if ioctl(to, clone, from) == 0 { return }
        do throws(LabError) {
            try copyData(from, source, to, path)
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func copyData(
        _ from: Int32, _ source: String, _ to: Int32, _ path: String
    ) throws(LabError) {
        let size = lseek(from, 0, SEEK_END)
        guard size >= 0, ftruncate(to, size) == 0 else { throw FileTree.failure("write", path) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var position: off_t = 0
        while position < size {
            // A file system that knows no holes says that all of it is data.
            let start = lseek(from, position, seekData)
            if start < 0 && errno == ENXIO { return }
            var offset = start < 0 ? position : start
            let hole = start < 0 ? size : lseek(from, offset, seekHole)
            let end = hole < 0 ? size : hole
            while offset < end {
                let wanted = min(buffer.count, Int(end - offset))
                let count = buffer.withUnsafeMutableBytes {
                    pread(from, $0.baseAddress, wanted, offset)
                }
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw FileTree.failure("read", source) }
                try write(buffer, count, to, at: offset, path)
                offset += off_t(count)
            }
            position = end
        }
    }

    private static func write(
        _ buffer: [UInt8], _ count: Int, _ to: Int32, at offset: off_t, _ path: String
    ) throws(LabError) {
        var done = 0
        while done < count {
            let written = buffer.withUnsafeBytes {
                pwrite(
                    to, $0.baseAddress?.advanced(by: done), count - done, offset + off_t(done))
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw FileTree.failure("write", path) }
            done += written
        }
    }
}
