#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The system calls for files.
enum StorageFile {
    /// Makes a directory with all above it; one that is there is fine.
    static func makeDirectory(_ path: String) throws(ErrorNumber) {
        guard mkdir(path, 0o755) != 0, errno != EEXIST else { return }
        let error = ErrorNumber.last
        guard error.code == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex
        else { throw error }
        try makeDirectory(String(path[..<slash]))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw ErrorNumber.last }
    }

    /// The names in a directory, sorted.
    static func names(in path: String) throws(ErrorNumber) -> [String] {
        guard let directory = opendir(path) else { throw ErrorNumber.last }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
        }
        return names.sorted()
    }

    /// Opens a file or a directory; it is closed in programs that this one starts.
    static func open(_ path: String, _ flags: Int32) throws(ErrorNumber) -> Int32 {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ErrorNumber.last }
        return descriptor
    }

    /// Everything that a file holds.
    static func read(_ descriptor: Int32) throws(ErrorNumber) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ErrorNumber.last }
        let size = Int(status.st_size)
        var failure: ErrorNumber?
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let read = pread(
                    descriptor, buffer.baseAddress.map { $0 + count }, size - count, off_t(count))
                if read < 0, errno == EINTR { continue }
                if read < 0 { failure = ErrorNumber.last }
                if read <= 0 { break }
                count += read
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes bytes at a place of a file.
    static func write(
        _ bytes: [UInt8], to descriptor: Int32, at place: Int
    ) throws(ErrorNumber) {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                pwrite(
                    descriptor, buffer.baseAddress.map { $0 + done }, bytes.count - done,
                    off_t(place + done))
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw written < 0 ? ErrorNumber.last : ErrorNumber(code: ENOSPC)
            }
            done += written
        }
    }
}
