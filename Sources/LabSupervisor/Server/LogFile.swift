import Glibc

/// A file of log lines, and the one that was put aside when it had become too long.
final class LogFile {
    private let longest: Int
    private let path: String
    private var descriptor: Int32 = -1
    private var size = 0
    private var error: Int32 = 0

    /// - Parameter longest: how long a file becomes before it is put aside, in bytes.
    init(directory: String, name: String, longest: Int = 16 << 20) {
        self.longest = longest
        path = "\(directory)/\(name).log"
        makeDirectory(directory)
        open()
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private func makeDirectory(_ directory: String) {
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/\(part)"
            mkdir(path, 0o700)
        }
    }

    private func open() {
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        error = descriptor < 0 ? errno : 0
        size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
    }

    /// Writes a line.
    ///
    /// - Returns: the number of the error, if there was one.
    func write(_ line: String) -> Int32? {
        if size > longest {
            close(descriptor)
            rename(path, path + ".1")
            open()
        }
        guard descriptor >= 0 else { return error }
        let bytes = Array(line.utf8)
        let count = Glibc.write(descriptor, bytes, bytes.count)
        guard count == bytes.count else { return count < 0 ? errno : ENOSPC }
        size += count
        return nil
    }
}
