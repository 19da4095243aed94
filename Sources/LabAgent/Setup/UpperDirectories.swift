#if canImport(Glibc)
import Glibc
#endif

/// Directories of a host's own where the machine's belong to somebody whom the lab does not know.
///
/// Without root all users of the machine but one are nobody inside a lab, and even its root may not
/// write to a directory of nobody's. A directory of the same name in the upper layer of an overlay
/// is the host's, and shows the machine's files all the same.
enum UpperDirectories {
    /// How far down they are made; below are few places that programs write to.
    private static let depth = 2

    /// Makes them in the upper layer for a directory of the machine, where they are needed.
    static func make(for source: String, in upper: String) {
        var status = stat()
        guard stat("/", &status) == 0, status.st_uid != 0 else { return }
        make(for: source, in: upper, depth)
    }

    private static func make(for source: String, in upper: String, _ depth: Int) {
        guard depth > 0 else { return }
        for name in HostFiles.names(in: source) {
            let (from, to) = ("\(source)/\(name)", "\(upper)/\(name)")
            var status = stat()
            guard lstat(from, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
            if mkdir(to, 0o755) == 0 { chmod(to, status.st_mode & 0o1777 | 0o700) }
            make(for: from, in: to, depth - 1)
        }
    }
}
