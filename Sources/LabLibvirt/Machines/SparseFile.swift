import Glibc
import LabModel

/// Files of which most was never written.
enum SparseFile {
    /// FICLONE of linux/fs.h: the copy shares what it has in common until one of both changes.
    private static let clone: UInt = 0x4004_9409

    /// Copies a file, but for its holes.
    ///
    /// - Throws: `LabError` where there is no room; nothing is left of the copy then.
    static func copy(_ source: String, to destination: String) throws(LabError) {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw LabError("can't read \(source): \(Folder.reason)") }
        defer { close(input) }
        let output = open(destination, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else {
            throw LabError("can't make \(destination): \(Folder.reason); make room for it")
        }
        defer { close(output) }
        if ioctl(output, clone, input) == 0 { return }
        guard copyData(from: input, to: output) else {
            let reason = Folder.reason
            unlink(destination)
            throw LabError("can't write \(destination): \(reason); make room for it")
        }
    }

    private static func copyData(from input: Int32, to output: Int32) -> Bool {
        let size = lseek(input, 0, SEEK_END)
        guard size >= 0, ftruncate(output, size) == 0 else { return false }
        var place: off_t = 0
        while place < size {
            // SEEK_DATA and SEEK_HOLE of lseek(2).
            let start = lseek(input, place, 3)
            if start < 0 { return errno == ENXIO }
            var end = lseek(input, start, 4)
            if end < 0 { end = size }
            guard copyBytes(start..<end, from: input, to: output) else { return false }
            place = end
        }
        return true
    }

    private static func copyBytes(
        _ range: Range<off_t>, from input: Int32, to output: Int32
    ) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var place = range.lowerBound
        while place < range.upperBound {
            let wanted = min(Int(range.upperBound - place), buffer.count)
            let count = pread(input, &buffer, wanted, place)
            if count < 0, errno == EINTR { continue }
            // The file has become shorter.
            if count == 0 { return true }
            guard count > 0 else { return false }
            var written = 0
            while written < count {
                let more = buffer.withUnsafeBytes {
                    pwrite(
                        output, $0.baseAddress?.advanced(by: written), count - written,
                        place + off_t(written))
                }
                if more < 0, errno == EINTR { continue }
                guard more > 0 else { return false }
                written += more
            }
            place += off_t(count)
        }
        return true
    }
}
