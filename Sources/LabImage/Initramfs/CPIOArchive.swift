/// An archive as the kernel unpacks it into its first file system: the "new" format of cpio without
/// checksums (Documentation/driver-api/early-userspace/buffer-format.rst of Linux).
struct CPIOArchive {
    /// What lies at a path.
    enum Contents {
        case directory
        case file([UInt8])
        case link(String)
        /// A device of characters, by its numbers.
        case device(major: UInt32, minor: UInt32)
    }

    // The file types of inode(7).
    private static let (directory, file, link, device): (UInt32, UInt32, UInt32, UInt32) = (
        0o040000, 0o100000, 0o120000, 0o020000
    )

    /// The archive so far.
    private var archive: [UInt8] = []
    private var inode: UInt32 = 0

    /// Adds what lies at a path, owned by root and last changed in 1970; what is above it has to be
    /// there before.
    ///
    /// - Parameters:
    ///   - path: without a slash before it.
    ///   - permissions: as of chmod(1).
    mutating func add(_ path: String, permissions: UInt32, _ contents: Contents) {
        inode += 1
        switch contents {
        case .directory: append(path, Self.directory | permissions, [], links: 2)
        case .file(let bytes): append(path, Self.file | permissions, bytes)
        case .link(let target): append(path, Self.link | permissions, Array(target.utf8))
        case .device(let major, let minor):
            append(path, Self.device | permissions, [], device: (major, minor))
        }
    }

    /// The whole archive.
    func finished() -> [UInt8] {
        var copy = self
        copy.inode = 0
        copy.append("TRAILER!!!", 0, [])
        return copy.archive
    }

    private mutating func append(
        _ path: String, _ mode: UInt32, _ bytes: [UInt8], links: UInt32 = 1,
        device: (major: UInt32, minor: UInt32) = (0, 0)
    ) {
        let name = Array(path.utf8) + [0]
        // Inode, mode, owner, group, links, time, size, the file's device, the node's device, the
        // name's length, a checksum that is not used.
        let fields: [UInt32] = [
            inode, mode, 0, 0, links, 0, UInt32(clamping: bytes.count), 0, 0, device.major,
            device.minor, UInt32(name.count), 0,
        ]
        archive += Array("070701".utf8)
        for field in fields { appendHexadecimal(field) }
        archive += name
        pad()
        archive += bytes
        pad()
    }

    private mutating func appendHexadecimal(_ number: UInt32) {
        let digits = Array("0123456789ABCDEF".utf8)
        for shift in stride(from: 28, through: 0, by: -4) {
            archive.append(digits[Int(number >> UInt32(shift)) & 15])
        }
    }

    private mutating func pad() {
        archive += [UInt8](repeating: 0, count: (4 - archive.count % 4) % 4)
    }
}
