import CLinux
import LabModel

#if canImport(Glibc)
import Glibc
#endif

/// How much room for data a host has: that of the file system of its state directory.
enum HostDisk {
    /// A file system in memory of so many bytes, or of as many as the kernel gives.
    case memory(size: Int64?)
    /// A disk of the host's own, whose size nobody changes.
    case device

    /// The file that takes the room of a disk that is not to be had.
    private static let ballast = HostRoot.state + "/.ballast"

    /// Forgets what was done before the host's power was cut: who fills its disk, does so again.
    func begin() {
        if case .device = self { unlink(Self.ballast) }
    }

    /// Writes what was not written yet; memory keeps nothing anyhow.
    func writeBack() {
        // Only a machine has one, and all its file systems are the host's.
        if case .device = self { sync() }
    }

    /// Leaves so much room; `nil` for all there was.
    ///
    /// - Throws: `LabError` where the state directory is no file system of the host's own.
    func limit(leaving room: Int64?) throws(LabError) {
        switch self {
        case .memory(let size): try Self.resize(leaving: room, of: size)
        case .device: try Self.fill(leaving: room)
        }
    }
}

// MARK: - Memory

extension HostDisk {
    private static func resize(leaving room: Int64?, of size: Int64?) throws(LabError) {
        guard let room else {
            return try check(lab_resize_tmpfs(HostRoot.state, size.map(String.init) ?? "50%"))
        }
        for _ in 0..<8 {
            let used = lab_used_bytes(HostRoot.state)
            // A size of 0 would be no limit at all (tmpfs(5)).
            let outcome = lab_resize_tmpfs(HostRoot.state, String(max(used + max(room, 0), 1)))
            // Somebody has just written more.
            if outcome == -EINVAL { continue }
            return try check(outcome)
        }
        throw LabError("the host writes faster than its disk can be limited; try again")
    }

    private static func check(_ outcome: Int32) throws(LabError) {
        if outcome == -ENOTSUP {
            throw LabError("the host's data lies on no file system of its own: it has no limit")
        }
        try Kernel.check(outcome, "change the size of the host's disk")
    }
}

// MARK: - A disk

extension HostDisk {
    /// Lets a file without contents take what is too much.
    private static func fill(leaving room: Int64?) throws(LabError) {
        guard let room else {
            unlink(ballast)
            return
        }
        try Kernel.check(lab_fill_disk(ballast, max(room, 0)), "fill the host's disk")
    }
}
