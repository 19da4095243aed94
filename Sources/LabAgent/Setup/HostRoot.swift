import CLinux
import LabModel

#if canImport(Glibc)
import Glibc
#endif

/// The root of a host: the machine's files as they are and not to be changed, and over them what
/// the host writes itself.
///
/// What is written below `/etc`, `/var` and the directories named by the lab's file lies in the
/// state directory, which outlives the host's power; `/tmp`, `/run` and `/dev` are new each time.
final class HostRoot {
    /// Where the state directory is seen in the host.
    static let state = "/run/lab/state"
    /// The agent's own executable in the host.
    static let agent = "/run/lab/bin/lab-agent"
    private static let fresh: Set<String> = ["tmp", "run", "dev", "proc", "sys"]

    /// The directories of the root that can be written.
    private var writable: Set<String> = ["tmp", "run", "dev"]
    /// The directories whose entries are links to the machine's.
    private var linked: Set<String> = []

    /// Makes the root out of the machine's files and goes over to it.
    ///
    /// - Parameter stateDirectory: where what is written lies.
    /// - Throws: `LabError` where the kernel refuses something that there is no other way for.
    init(stateDirectory: String) throws(LabError) {
        let root = stateDirectory + "/root"
        try Kernel.check(
            lab_mount(nil, "/", nil, UInt(MS_REC | MS_PRIVATE), nil), "make the mounts private")
        try HostFiles.makeDirectories(root)
        try Self.mount("tmpfs", at: root, flags: UInt(MS_NOSUID), "mode=755")
        try HostFiles.makeDirectories(root + Self.state)
        try Kernel.check(
            lab_bind(stateDirectory, root + Self.state, 0, 0), "show the state directory")
        try HostFiles.makeDirectories(stateDirectory + "/overlay")
        let kept = Set(HostFiles.names(in: stateDirectory + "/overlay")).union(["etc", "var"])
        for name in HostFiles.names(in: "/") where !Self.fresh.contains(name) {
            // A machine's disk for the host's data is no directory of the machine's.
            guard "/" + name != stateDirectory else { continue }
            try show(name, in: root, isWritable: kept.contains(name))
        }
        for name in kept where !writable.contains(name) { try makeTop(name, in: root) }
        Self.hideLabs(around: stateDirectory, in: root)
        try Self.makeSystemDirectories(in: root)
        Self.keepTemporaryFiles(in: root, around: stateDirectory)
        try Self.placeAgent(in: root)
        try Kernel.check(lab_pivot(root), "change to the root of the host")
    }

    private func show(
        _ name: String, in root: String, isWritable: Bool
    ) throws(LabError) {
        let place = "/" + name
        switch HostFiles.kind(of: place) {
        case .link:
            if let target = HostFiles.target(ofLink: place) { symlink(target, root + place) }
        case .directory:
            mkdir(root + place, 0o755)
            if isWritable { return try cover(name, source: place, in: root) }
            // A directory that the lab's user may not look at is an empty one in the host.
            let outcome = lab_bind(place, root + place, 1, 1)
            if outcome != -EACCES && outcome != -ENOENT {
                try Kernel.check(outcome, "show \(place) in the host")
            }
        default: break
        }
    }

    /// A directory of the root that the machine does not have.
    private func makeTop(_ name: String, in root: String) throws(LabError) {
        let upper = "\(root)\(Self.state)/overlay/\(name)/upper"
        try HostFiles.makeDirectories(upper)
        try HostFiles.makeDirectories("\(root)/\(name)")
        try Kernel.check(lab_bind(upper, "\(root)/\(name)", 1, 0), "make /\(name)")
        writable.insert(name)
    }

    /// Makes a directory of the machine one that can be written in the host.
    private func cover(_ name: String, source: String, in root: String) throws(LabError) {
        let layer = "\(root)\(Self.state)/overlay/\(name)"
        try HostFiles.makeDirectories(layer + "/upper")
        try HostFiles.makeDirectories(layer + "/work")
        UpperDirectories.make(for: source, in: layer + "/upper")
        let options =
            "lowerdir=\(source),upperdir=\(layer)/upper,workdir=\(layer)/work,userxattr"
        let outcome = lab_mount("overlay", "\(root)/\(name)", "overlay", 0, options)
        writable.insert(name)
        guard outcome < 0 else { return }
        // Something is mounted below it, which overlays can't hide from an ordinary user.
        try link(name, source: source, in: root, refusal: outcome)
    }

    /// Fills a directory with links to what the machine has there.
    private func link(
        _ name: String, source: String, in root: String, refusal: Int32
    ) throws(LabError) {
        let aside = "\(root)\(MachineLinks.machine)/\(name)"
        try HostFiles.makeDirectories(aside)
        let outcome = lab_bind(source, aside, 1, 1)
        try Kernel.check(outcome < 0 ? refusal : 0, "make /\(name) a directory to write to")
        try makeTop(name, in: root)
        linked.insert(name)
        MachineLinks(in: root).add(below: "/" + name)
    }
}

extension HostRoot {
    /// Makes a directory, if it is not there, that can be written and outlives the host's power.
    ///
    /// - Throws: `LabError` for a place where a host has no files of its own.
    func makeLasting(_ path: String) throws(LabError) {
        let parts = HostFiles.components(of: path)
        if parts.first == "tmp" || parts.first == "run" {
            let kept = Self.state + "/data/" + parts.joined(separator: "/")
            let place = "/" + parts.joined(separator: "/")
            guard parts.count > 1, !isLasting(place) else { return }
            try HostFiles.makeDirectories(kept)
            try HostFiles.makeDirectories(place)
            try Kernel.check(lab_bind(kept, place, 1, 0), "keep \(place)")
            return
        }
        try makeWritable(path)
    }

    /// Makes a directory, if it is not there, that can be written.
    ///
    /// - Throws: `LabError` for a place where a host has no files of its own.
    func makeWritable(_ path: String) throws(LabError) {
        var parts = HostFiles.components(of: path)
        while let first = parts.first, let target = HostFiles.target(ofLink: "/" + first) {
            parts = HostFiles.components(of: "/" + target) + parts.dropFirst()
        }
        guard let first = parts.first else { return }
        guard first != "proc", first != "sys", first != "dev" else {
            throw LabError("\(path) is no place for files: choose one below /var, /etc or /srv")
        }
        if !writable.contains(first) {
            if HostFiles.kind(of: "/" + first) == nil {
                try makeTop(first, in: "")
            } else {
                try cover(first, source: "/" + first, in: "")
            }
        }
        if linked.contains(first) { try unlinkWay(parts) }
        try HostFiles.makeDirectories("/" + parts.joined(separator: "/"))
    }

    /// Puts directories of the host's own in the place of links to the machine's.
    private func unlinkWay(_ parts: [String]) throws(LabError) {
        var way = ""
        for part in parts {
            way += "/" + part
            guard HostFiles.target(ofLink: way) == MachineLinks.machine + way else { continue }
            unlink(way)
            try HostFiles.makeDirectories(way)
            MachineLinks(in: "").add(below: way)
        }
    }

    /// Whether something is mounted at a place, as another device or another node than above it.
    private func isLasting(_ place: String) -> Bool {
        var here = stat()
        var kept = stat()
        return stat(place, &here) == 0 && stat(Self.state + "/data" + place, &kept) == 0
            && here.st_dev == kept.st_dev && here.st_ino == kept.st_ino
    }
}
