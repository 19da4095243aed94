import Foundation
import LabHost
import LabImage
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A virtual machine with the agent as its first process, without a hypervisor's manager.
struct TestMachine {
    private static let emulator = "qemu-system-x86_64"
    /// The agent that goes into machines, linked statically (.ci/build-agent).
    private static let agent = ProcessInfo.processInfo.environment["LAB_AGENT"] ?? ""

    /// Whether machines can run here.
    static let isPossible =
        ProcessInfo.processInfo.environment["LAB_REAL_MACHINES"] != nil
        && ImageCache.isStatic(agent: agent) && system("command -v \(emulator) >/dev/null") == 0

    static let reason: Comment =
        "not run: LAB_REAL_MACHINES=1 with a static agent in LAB_AGENT boots machines with QEMU"

    /// The machine's agent.
    let host: TestHost
    private let directory: String

    /// The machine's own disk, which outlives it in this file.
    var disk: String { directory + "/data" }
    /// What the machine wrote on its console.
    var console: String {
        (try? String(contentsOfFile: directory + "/console", encoding: .utf8)) ?? ""
    }

    /// Switches a machine on.
    ///
    /// - Parameter disk: the disk of another machine that is off now; `nil` for a new one.
    init(disk: String? = nil) throws {
        directory = NSTemporaryDirectory() + "lab-machine-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        let cache = ImageCache(directory: Self.cache)
        let image = try cache.image(for: ImageRequest(agent: Self.agent, programs: ["sh"]))
        let source = try disk ?? cache.emptyDisk(size: 64 << 20)
        guard system("cp --sparse=always '\(source)' '\(directory)/data'") == 0 else {
            throw TestHost.Unmet(description: "no copy of \(source)")
        }
        let process = try Self.launch(Self.command(directory, image))
        host = TestHost(machine: directory, process: process)
        try connect()
    }

    private static var cache: String {
        let variables = ProcessInfo.processInfo.environment
        let home = variables["HOME"] ?? NSTemporaryDirectory()
        return (variables["XDG_CACHE_HOME"] ?? home + "/.cache") + "/lab"
    }

    private static func command(_ directory: String, _ image: MachineImage) -> [String] {
        let parameters =
            "console=ttyS0 quiet panic=-1 nokaslr mitigations=off tsc=reliable no_timer_check "
            + "nowatchdog cryptomgr.notests random.trust_cpu=on audit=0 net.ifnames=0 rdinit=/init"
        return [
            emulator, "-accel", "tcg,tb-size=64", "-machine", "q35", "-cpu", "qemu64", "-m", "128",
            "-nodefaults", "-display", "none", "-no-reboot", "-kernel", image.kernel, "-initrd",
            image.initramfs, "-append", parameters, "-serial", "file:\(directory)/console",
            "-device", "virtio-rng-pci", "-device", "virtio-serial", "-chardev",
            "socket,id=agent,server=on,wait=off,path=\(directory)/agent", "-device",
            "virtserialport,name=lab.agent.0,chardev=agent", "-drive",
            "if=none,id=image,file=\(image.disk),format=\(image.diskFormat),readonly=on", "-device",
            "virtio-blk-pci,drive=image,serial=lab-image", "-drive",
            "if=none,id=data,file=\(directory)/data,format=raw", "-device",
            "virtio-blk-pci,drive=data,serial=lab-data",
        ]
    }

    private static func launch(_ command: [String]) throws -> pid_t {
        var process: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let outcome = posix_spawnp(&process, emulator, nil, nil, &arguments, environ)
        guard outcome == 0 else {
            throw TestHost.Unmet(description: "\(emulator): error \(outcome)")
        }
        return process
    }

    /// Holds the other side of the machine's port, in the place of who held it before.
    func connect() throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            place.copyBytes(from: (directory + "/agent").utf8.prefix(place.count - 1))
        }
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let outcome = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if outcome == 0 { return host.connect(descriptor) }
            usleep(5_000)
        }
        close(descriptor)
        throw TestHost.Unmet(description: "\(Self.emulator) does not listen")
    }

    /// Begins a conversation, and sets the host up.
    ///
    /// - Returns: the machine's clock when the agent heard it.
    @discardableResult
    func greet() throws -> Int64 {
        try host.send(Greeting.bytes)
        let clock = try host.next("hello; the console says: \(console)") { report in
            if case .hello(let clock) = report { clock } else { nil }
        }
        try host.order(
            .configure(HostSetup(name: "web-1", interfaces: [], stateDirectory: "/lab")))
        try host.next("configured") { if case .configured = $0 { true } else { nil } }
        return clock.nanoseconds
    }

    /// Cuts the power.
    func cutPower() throws {
        host.kill()
        _ = try host.waitForEnd()
    }
}
