import CLinux

#if canImport(Glibc)
import Glibc
#endif

/// Users keep their own programs anywhere, also where a host has a directory of its own.
extension HostRoot {
    /// Keeps the machine's `/tmp` in reach, not to be changed; where that is refused, it is not seen.
    ///
    /// - Parameter stateDirectory: what lies around it is not for programs in hosts.
    static func keepTemporaryFiles(in root: String, around stateDirectory: String) {
        let aside = "\(root)\(MachineLinks.machine)/tmp"
        guard (try? HostFiles.makeDirectories(aside)) != nil else { return }
        // What is mounted below it is left out, where the kernel lets that be looked behind.
        guard lab_bind("/tmp", aside, 0, 1) == 0 || lab_bind("/tmp", aside, 1, 1) == 0 else {
            return
        }
        if !hideLabs(around: stateDirectory, in: "\(root)\(MachineLinks.machine)") {
            umount2(aside, Int32(MNT_DETACH))
        }
    }

    /// Covers what the user's labs keep, their control sockets among it.
    ///
    /// - Parameter root: where the machine's directories are shown.
    /// - Returns: whether none of it is seen there.
    @discardableResult
    static func hideLabs(around stateDirectory: String, in root: String) -> Bool {
        // LABS/ENVIRONMENT/hosts/NAME
        let labs = HostFiles.components(of: stateDirectory).dropLast(3)
        guard !labs.isEmpty else { return true }
        let place = "\(root)/" + labs.joined(separator: "/")
        guard HostFiles.kind(of: place) == .directory else { return true }
        let flags = UInt(MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY)
        return lab_mount("tmpfs", place, "tmpfs", flags, "size=4k,mode=700") == 0
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
