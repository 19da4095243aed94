import Glibc

/// A guest that boots with KVM, or does not.
struct AccelerationTrial {
    /// QEMU for the only kind of processor whose machines labs have.
    static let program = "qemu-system-x86_64"
    static let device = "/dev/kvm"

    /// What the kernel prints when it hands over to the first program (kernel_init in init/main.c).
    private static let lastLine = "Run /init as init process"

    var qemu: String
    var kernel: String
    var initramfs: String
    var device = AccelerationTrial.device
    var limit = Duration.seconds(3)

    /// Why KVM's device can't be used; 0 where it can be opened.
    static func deviceError(of device: String) -> Int32 {
        let file = open(device, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return errno }
        close(file)
        return 0
    }

    /// What the result holds for: this boot of the machine, this QEMU and this kernel. `nil` where one
    /// of them is missing.
    var key: String? {
        guard let boot = AccelerationCache.boot, let program = Self.version(of: qemu),
            let guest = Self.version(of: kernel)
        else { return nil }
        return "\(boot) \(program) \(guest)"
    }

    /// Boots the guest and ends it.
    func run() -> Accelerator {
        let printed = BoundProgram(path: qemu, arguments: arguments)
            .output(within: limit) { $0.contains(Self.lastLine) }
        return printed?.contains(Self.lastLine) == true ? .kvm : .tcg
    }

    private var arguments: [String] {
        [
            "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
            "-machine", "q35,accel=kvm", "-cpu", "host", "-m", "256", "-serial", "stdio",
            "-kernel", kernel, "-initrd", initramfs, "-append", "console=ttyS0 panic=-1",
        ]
    }

    /// A file's place, time of change and size.
    private static func version(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let time = status.st_mtim
        // A line of the cache has words between spaces.
        let name = path.utf8.map { $0 > 32 ? String(UnicodeScalar($0)) : "%" }.joined()
        return "\(name):\(time.tv_sec).\(time.tv_nsec):\(status.st_size)"
    }
}
