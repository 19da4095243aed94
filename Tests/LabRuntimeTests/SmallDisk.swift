import Foundation
import Synchronization

/// A disk of a few kilobytes that nobody else sees and that goes with its descriptor.
final class SmallDisk: Sendable {
    /// A path that leads to it in this process.
    var path: String { "/proc/self/fd/\(descriptor)" }

    private let descriptor: Int32

    /// Whether this process may make one: it has to be root, with its own mounts.
    static let isPermitted = SmallDisk() != nil

    /// Mounts a disk where only one thread sees it, and keeps it open when that thread has gone.
    init?() {
        let opened = Mutex<Int32>(-1)
        let isDone = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            opened.withLock { $0 = Self.mounted() }
            isDone.signal()
        }
        isDone.wait()
        descriptor = opened.withLock { $0 }
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    private static func mounted() -> Int32 {
        let target = FileManager.default.temporaryDirectory.path
        guard unshareMounts(), mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0,
            mount("none", target, "tmpfs", 0, "size=16k") == 0
        else { return -1 }
        return open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    /// Gives this thread mounts of its own; the module of the C library does not show `unshare`.
    private static func unshareMounts() -> Bool {
        guard let symbol = dlsym(nil, "unshare") else { return false }
        let unshare = unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
        // CLONE_FS and CLONE_NEWNS of <linux/sched.h>.
        return unshare(0x200 | 0x20000) == 0
    }
}
