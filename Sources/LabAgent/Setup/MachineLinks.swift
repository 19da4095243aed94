#if canImport(Glibc)
import Glibc
#endif

/// Fills directories of a host with links to what the machine has there, where the kernel refuses
/// an overlay: because something is mounted below, as on a machine with containers.
struct MachineLinks {
    /// Where the machine's directories are seen in the host.
    static let machine = "/run/lab/machine"

    /// Directories of what programs write: theirs are the host's own, without the machine's files.
    private static let written = ["/var/log", "/var/tmp", "/var/cache", "/var/spool"]

    private let root: String

    /// Makes links below a root that will be the host's, or is already where it is empty.
    init(in root: String) { self.root = root }

    /// Links everything in the machine's directory of that path, which is there in the host.
    func add(below path: String) {
        let isWritten = Self.written.contains { path == $0 || path.hasPrefix($0 + "/") }
        for name in HostFiles.names(in: "\(root)\(Self.machine)\(path)") {
            let place = "\(path)/\(name)"
            let source = "\(root)\(Self.machine)\(place)"
            let isDirectory = HostFiles.kind(of: source) == .directory
            let isOwn = isWritten || Self.written.contains(place) || place == "/var/lib"
            if isDirectory && isOwn {
                copyDirectory(source, to: root + place)
                add(below: place)
            } else if isDirectory || !isWritten {
                symlink(Self.machine + place, root + place)
            }
        }
    }

    private func copyDirectory(_ source: String, to place: String) {
        var status = stat()
        guard stat(source, &status) == 0, mkdir(place, 0o755) == 0 else { return }
        // An owner whom the lab does not know can't be given it.
        _ = chown(place, status.st_uid, status.st_gid)
        chmod(place, status.st_mode & 0o7777)
    }
}
