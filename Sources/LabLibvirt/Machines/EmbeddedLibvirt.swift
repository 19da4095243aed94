#if Libvirt
import CLinux
import Glibc
import LabImage
import LabModel
import LabSupervisor

/// libvirt's driver for QEMU inside the process of a lab's supervisor, without any daemon.
///
/// All that it would do to the machine it does to the lab's own namespaces: they are its network,
/// and hold its own users and its own `/run`.
struct EmbeddedLibvirt {
    /// What the lab is called, and where it keeps what is on disk.
    let environment: LabEnvironment
    /// Where it keeps what it has found out about QEMU, which takes seconds, for all labs.
    let cacheDirectory: String
    /// Whether the network is the machine's, where nothing is to be done.
    let sharesNetwork: Bool

    /// The driver's directory; short, for it makes sockets some levels below.
    var directory: String { environment.runtimeDirectory + "/vm" }

    /// How much longer than the driver's directory the path of a socket becomes: that of QEMU's
    /// monitor, with a name cut off at 20 bytes.
    private static let socketSuffix = "/lib/qemu/domain-1234-12345678901234567890/monitor.sock"
    /// `sun_path` of unix(7), less its end.
    private static let longestSocketPath = 107

    /// Users and groups that some distributions build into libvirt and that it wants to exist,
    /// although it is told to use none of them.
    private static let users = ["libvirt-qemu", "qemu"]
    private static let groups = ["libvirt-qemu", "kvm", "qemu"]

    /// What QEMU runs as: 2³² - 1 is -1 for libvirt, which leaves users and groups alone then, as it
    /// must in a namespace with only one of them (setgroups in user_namespaces(7)).
    private static let settings = """
        user = "+4294967295"
        group = "+4294967295"
        dynamic_ownership = 0
        remember_owner = 0
        security_driver = "none"
        security_default_confined = 0
        namespaces = []
        cgroup_controllers = []
        stdio_handler = "file"

        """

    /// Makes the lab's namespaces ready and opens the driver; once, in the supervisor.
    ///
    /// - Throws: `LabError` where the machine refuses, saying what to do.
    func open() throws(LabError) -> LibvirtConnection {
        let longest = directory.utf8.count + Self.socketSuffix.utf8.count
        guard longest <= Self.longestSocketPath else {
            throw LabError(
                "the paths of sockets below \(directory) would have \(longest) bytes, and they may "
                    + "have \(Self.longestSocketPath): set XDG_RUNTIME_DIR to a directory with a "
                    + "shorter path")
        }
        try makeDirectory()
        try makeNamespaces()
        setenv("LIBVIRT_LOG_OUTPUTS", "3:file:\(environment.stateDirectory)/libvirt.log", 1)
        do {
            return try LibvirtConnection.open("\(LibvirtOptions.embedded)?root=\(directory)")
        } catch {
            throw error.opening(LibvirtOptions.embedded)
        }
    }

    private func makeDirectory() throws(LabError) {
        try FileTree.makeDirectories(directory + "/etc", mode: 0o700)
        try Folder.write(Self.settings, to: directory + "/etc/qemu.conf")
        try Folder.write(
            Self.adding(Self.users, to: "/etc/passwd", as: ":x:64055:64055::/:/bin/false"),
            to: directory + "/passwd")
        try Folder.write(
            Self.adding(Self.groups, to: "/etc/group", as: ":x:64055:"),
            to: directory + "/group")
        for (name, place) in [
            ("cache", cacheDirectory + "/libvirt"), ("log", environment.stateDirectory + "/qemu"),
        ] {
            try FileTree.makeDirectories(place, mode: 0o700)
            guard symlink(place, "\(directory)/\(name)") == 0 || errno == EEXIST else {
                throw LabError(
                    "can't make \(directory)/\(name): \(Folder.reason); make room for it")
            }
        }
    }

    /// What a file of users or groups holds, and those that it lacks.
    private static func adding(_ names: [String], to path: String, as rest: String) -> String {
        var text = Folder.read(path, last: 4 << 20) ?? ""
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        let known = text.split(separator: "\n").compactMap { $0.split(separator: ":").first }
        for name in names where !known.contains(where: { $0 == name }) {
            text += name + rest + "\n"
        }
        return text
    }

    private func makeNamespaces() throws(LabError) {
        if !sharesNetwork { try check(lab_bring_up("lo", 0, 0), "take up the loopback device") }
        for name in ["passwd", "group"] {
            try check(
                lab_bind("\(directory)/\(name)", "/etc/\(name)", 0, 0), "lay over /etc/\(name)")
        }
        // Without it machines are as fast, but larger.
        _ = lab_use_small_pages()
        // The driver makes directories there whatever its root is.
        try check(lab_shadow("/run", "libvirt"), "lay over /run")
    }

    private func check(_ result: Int32, _ what: String) throws(LabError) {
        guard result >= 0 else {
            throw LabError(
                "can't \(what) in the lab's own namespaces: \(String(cString: strerror(-result))); "
                    + "lab doctor says what this machine lacks")
        }
    }
}
#endif
