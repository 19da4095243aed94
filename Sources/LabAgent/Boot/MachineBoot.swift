import CLinux
import LabModel
import LabNetwork
import LabRuntime

#if canImport(Glibc)
import Glibc
#endif

/// The beginning of a virtual machine, whose kernel has unpacked the agent as `/init`: the way to
/// the lab, the disks and the root. After that the agent is one of a host as any other.
///
/// Its drivers are there already (`lab_boot.h`).
enum MachineBoot {
    /// Where the disk with the programs is mounted.
    private static let root = "/machine"
    /// Where the host's own disk is mounted below that root; every backend of machines names it as
    /// the state directory.
    private static let state = "/lab"
    /// The name of the serial port through which the lab speaks.
    private static let port = "lab.agent.0"
    /// How big a piece of free memory is that the kernel reports, as a power of two of pages. It waits
    /// until 32 of them are free, and a small machine never has as many of the usual 2 MiB
    /// (`mm/page_reporting.c` of Linux).
    private static let reportedOrder = 4
    /// How long a device may take to come up after its driver.
    private static let patience = Interval.seconds(5)

    /// Whether a kernel has started this program as a machine's first process.
    static func isWanted(_ arguments: [String]) -> Bool {
        getpid() == 1 && arguments.first == "/init"
    }

    /// Makes the machine ready and runs the agent; never returns, as a first process must not.
    static func run() -> Never {
        signal(SIGPIPE, SIG_IGN)
        do throws(LabError) {
            reportFreeMemory()
            let descriptor = try openPort()
            try mountDisks()
            try showKernel()
            try Kernel.check(lab_enter_root(root), "enter the root of the machine")
            HostAgent.run(machine: descriptor)
        } catch {
            AgentEntry.complain("lab-agent: \(error.message)")
        }
        powerOff()
    }

    /// Turns the machine off.
    static func powerOff() -> Never {
        let code = lab_power_off()
        AgentEntry.complain("lab-agent: cannot turn the machine off: \(Kernel.words(for: -code))")
        // The end of the first process is the end of the kernel, too.
        exit(70)
    }

    /// Has the kernel give memory back that nothing uses, where it can.
    private static func reportFreeMemory() {
        let parameter = "/sys/module/page_reporting/parameters/page_reporting_order"
        try? HostFiles.write("\(reportedOrder)", to: parameter)
    }

    // MARK: The way to the lab

    private static func wait<Result>(for what: String, _ find: () -> Result?) throws(LabError)
        -> Result
    {
        let end = MachineClock.now + patience
        repeat {
            if let found = find() { return found }
            usleep(1_000)
        } while MachineClock.now < end
        throw LabError("the machine has no \(what): see the devices of its definition")
    }

    private static func openPort() throws(LabError) -> Int32 {
        let name = try wait(for: "serial port \(port)") {
            let ports = "/sys/class/virtio-ports"
            return HostFiles.names(in: ports).first {
                HostFiles.firstLine(of: "\(ports)/\($0)/name") == port
            }
        }
        let descriptor = open("/dev/\(name)", O_RDWR | O_NONBLOCK | O_CLOEXEC)
        return try Kernel.check(descriptor < 0 ? -errno : descriptor, "open /dev/\(name)")
    }

    // MARK: Disks

    /// Finds a disk by its serial number, and its partitions.
    private static func disk(_ serial: String) throws(LabError) -> [String] {
        let name = try wait(for: "disk \(serial)") {
            HostFiles.names(in: "/sys/block").first {
                HostFiles.firstLine(of: "/sys/block/\($0)/serial") == serial
            }
        }
        let partitions = HostFiles.names(in: "/sys/block/\(name)").filter { $0.hasPrefix(name) }
        return ([name] + partitions.sorted()).map { "/dev/" + $0 }
    }

    private static func mountDisks() throws(LabError) {
        let data = try disk("lab-data")[0]
        let image = try disk("lab-image")
        try HostFiles.makeDirectories(root)
        guard image.contains(where: mountImage) else {
            throw LabError(
                "the machine's disk has no ext4 file system with a /usr: give one whose root is ext4"
            )
        }
        try addDirectories()
        // The disk is new or was written by this: all its tables are good without being cleared.
        try Kernel.check(
            lab_mount(data, root + state, "ext4", UInt(MS_NOATIME), "noinit_itable"),
            "mount the host's own disk")
    }

    /// Mounts a disk or a partition, if it is the root of a system or was made for the lab.
    private static func mountImage(_ device: String) -> Bool {
        let flags = UInt(MS_RDONLY | MS_NOATIME | MS_SILENT)
        // The journal of a machine that was not shut down can't be applied to a disk that can't be
        // written.
        guard
            lab_mount(device, root, "ext4", flags, nil) == 0
                || lab_mount(device, root, "ext4", flags, "noload") == 0
        else { return false }
        if [state, "/usr", "/bin"].contains(where: { HostFiles.kind(of: root + $0) != nil }) {
            return true
        }
        umount2(root, 0)
        return false
    }

    /// Lets the root have the directories that things are mounted at, where a disk that was not
    /// made for the lab has none.
    private static func addDirectories() throws(LabError) {
        let missing = [state, "/dev", "/proc", "/sys"].filter {
            HostFiles.kind(of: root + $0) != .directory
        }
        guard !missing.isEmpty else { return }
        for name in missing { try HostFiles.makeDirectories("/added" + name) }
        try Kernel.check(
            lab_mount("overlay", root, "overlay", UInt(MS_RDONLY), "lowerdir=/added:\(root)"),
            "add directories to the root of the machine")
    }

    private static func showKernel() throws(LabError) {
        for (type, name) in [("devtmpfs", "/dev"), ("proc", "/proc"), ("sysfs", "/sys")] {
            try Kernel.check(
                lab_mount(type, root + name, type, UInt(MS_NOSUID), nil),
                "mount \(type) at \(root)\(name)")
        }
    }
}
