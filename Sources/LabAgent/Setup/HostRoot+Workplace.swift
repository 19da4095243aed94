import CLinux

#if canImport(Glibc)
import Glibc
#endif

/// Users keep their own programs anywhere, also where a host has a directory of its own.
extension HostRoot {
    /// Keeps the machine's `/tmp` in reach, not to be changed; where that is refused, it is not seen.
    static func keepTemporaryFiles(in root: String) {
        let aside = "\(root)\(MachineLinks.machine)/tmp"
        guard (try? HostFiles.makeDirectories(aside)) != nil else { return }
        // What is mounted below it is left out, where the kernel lets that be looked behind.
        if lab_bind("/tmp", aside, 0, 1) < 0 { _ = lab_bind("/tmp", aside, 1, 1) }
    }

    /// Shows a directory of the machine's `/tmp`, in which a program is to work, at its own place.
    func showWorkplace(_ path: String) {
        let parts = HostFiles.components(of: path)
        guard parts.first == "tmp", parts.count > 1 else { return }
        let place = "/" + parts.joined(separator: "/")
        let source = MachineLinks.machine + place
        guard HostFiles.kind(of: place) == nil, HostFiles.kind(of: source) == .directory,
            (try? HostFiles.makeDirectories(place)) != nil
        else { return }
        _ = lab_bind(source, place, 1, 1)
    }
}
