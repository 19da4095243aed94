import CLinux
import LabModel

#if canImport(Glibc)
import Glibc
#endif

/// The directories that every host has for itself.
extension HostRoot {
    static func mount(
        _ type: String, at place: String, flags: UInt, _ options: String? = nil
    ) throws(LabError) {
        try Kernel.check(
            lab_mount(type, place, type, flags, options), "mount \(type) at \(place)")
    }

    static func makeSystemDirectories(in root: String) throws(LabError) {
        for name in ["proc", "sys", "dev", "dev/pts", "dev/shm", "run", "tmp", "run/lab/bin"] {
            try HostFiles.makeDirectories("\(root)/\(name)")
        }
        for name in ["tmp", "dev/shm"] { chmod("\(root)/\(name)", 0o1777) }
        chmod(root + state, 0o700)
        try showKernel(in: root)
        try makeDevices(in: root)
    }

    /// `/proc` and `/sys` of the host's own; where the machine shows only a part of its own ones,
    /// as in many containers, the kernel refuses that and the host sees what the machine shows.
    private static func showKernel(in root: String) throws(LabError) {
        let flags = UInt(MS_NOSUID | MS_NODEV | MS_NOEXEC)
        if lab_mount("proc", root + "/proc", "proc", flags, nil) < 0 {
            try Kernel.check(lab_bind("/proc", root + "/proc", 1, 0), "show /proc in the host")
        }
        if lab_mount("sysfs", root + "/sys", "sysfs", flags | UInt(MS_RDONLY), nil) < 0 {
            try Kernel.check(lab_bind("/sys", root + "/sys", 1, 1), "show /sys in the host")
        }
    }

    private static func makeDevices(in root: String) throws(LabError) {
        for name in ["null", "zero", "full", "random", "urandom", "tty"] {
            let place = "\(root)/dev/\(name)"
            close(open(place, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666))
            try Kernel.check(lab_bind("/dev/" + name, place, 0, 0), "show /dev/\(name)")
        }
        try mount(
            "devpts", at: root + "/dev/pts", flags: UInt(MS_NOSUID | MS_NOEXEC),
            "newinstance,ptmxmode=0666,mode=620")
        for (target, name) in [
            ("pts/ptmx", "ptmx"), ("/proc/self/fd", "fd"), ("/proc/self/fd/0", "stdin"),
            ("/proc/self/fd/1", "stdout"), ("/proc/self/fd/2", "stderr"),
        ] {
            symlink(target, "\(root)/dev/\(name)")
        }
    }

    /// Keeps the agent's executable in reach, wherever it lies on the machine.
    static func placeAgent(in root: String) throws(LabError) {
        let place = root + agent
        close(open(place, O_WRONLY | O_CREAT | O_CLOEXEC, 0o755))
        if lab_bind("/proc/self/exe", place, 0, 1) == 0 { return }
        guard let path = HostFiles.target(ofLink: "/proc/self/exe") else {
            throw LabError("cannot find the agent's own executable: mount /proc on this machine")
        }
        try Kernel.check(lab_bind(path, place, 0, 1), "show \(path) in the host")
    }
}
