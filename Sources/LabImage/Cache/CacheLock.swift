import Glibc
import LabModel

/// The right to put something into a cache, which one process has at a time.
///
/// Who has it may remove whatever others have left half made, for they must be dead.
final class CacheLock {
    private let descriptor: Int32

    /// Waits for the right.
    ///
    /// - Parameter waiting: called where somebody else has it.
    /// - Throws: `LabError` where the cache can't be written.
    init(of directory: String, waiting: () -> Void) throws(LabError) {
        try FileTree.makeDirectories(directory)
        let path = directory + "/lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw FileTree.failure("write", path) }
        if flock(opened, LOCK_EX | LOCK_NB) != 0 {
            waiting()
            while flock(opened, LOCK_EX) != 0 {
                guard errno == EINTR else {
                    let error = FileTree.failure("lock", path)
                    close(opened)
                    throw error
                }
            }
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}
