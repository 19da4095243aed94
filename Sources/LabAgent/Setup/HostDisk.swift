import CLinux
import LabModel

#if canImport(Glibc)
import Glibc
#endif

/// How much room for data a host has: the size of the file system of its state directory.
struct HostDisk {
    /// What there is for data in bytes; `nil` for as much as the kernel gives.
    var size: Int64?

    /// Leaves so much room; `nil` for all there was.
    ///
    /// - Throws: `LabError` where the state directory is no file system of the host's own.
    func limit(leaving room: Int64?) throws(LabError) {
        guard let room else { return try resize(size.map(String.init) ?? "50%") }
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

    private func resize(_ size: String) throws(LabError) {
        try check(lab_resize_tmpfs(HostRoot.state, size))
    }

    private func check(_ outcome: Int32) throws(LabError) {
        if outcome == -ENOTSUP {
            throw LabError("the host's data lies on no file system of its own: it has no limit")
        }
        try Kernel.check(outcome, "change the size of the host's disk")
    }
}
