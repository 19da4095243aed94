import Glibc
import LabImage
import LabNetns

/// What machines need, as far as it is on this computer.
struct LibvirtParts {
    /// A file that was looked for, and what it is.
    struct Part: Hashable {
        var path: String
        var version: String?
    }

    /// What is known of the processor's own way to run guests.
    enum KVM: Hashable {
        case cannotBeOpened(Int32)
        case notTried
        case boots
        case hangs
    }

    /// The library that the lab was built with, by its version; `nil` for none.
    var library: String?
    var hasDriver: Bool
    var qemu: Part?
    var hasNamespaces: Bool
    var image: ImageParts
    var kvm: KVM
    /// Where results of trials are kept.
    var trials: String

    /// What a lab shows of it, in the order in which people see to it.
    var findings: [NetnsDoctor.Finding] {
        [
            finding(
                "built with libvirt", library != nil, library.map { "libvirt \($0)" } ?? "",
                LibvirtRemedy.build),
            finding("libvirt's driver for QEMU", hasDriver, "", LibvirtRemedy.driver),
            finding(
                AccelerationTrial.program, qemu != nil,
                qemu.map { "\($0.version ?? "?")  \($0.path)" } ?? "", LibvirtRemedy.driver),
            kernel,
            finding(
                "mke2fs and debugfs, for disks", image.missingTools.isEmpty,
                image.missingTools.isEmpty
                    ? "" : "no " + image.missingTools.joined(separator: ", "),
                "apt-get install e2fsprogs"),
            agent,
            finding(
                "network namespaces, for machines of this computer", hasNamespaces, "",
                "see netns above, or use --uri qemu:///session"),
            acceleration,
        ]
    }

    private var kernel: NetnsDoctor.Finding {
        let what = "a kernel for machines"
        if let kernel = image.kernel { return finding(what, true, kernel, "") }
        if let package = image.kernelPackage {
            return finding(what, true, "\(package), which lab fetches", "")
        }
        return finding(what, false, "", ImageParts.kernelRemedy)
    }

    private var agent: NetnsDoctor.Finding {
        let remedy =
            "swift build -c release --product lab-agent -Xswiftc -static-executable "
            + "--scratch-path .build-static, and set LAB_AGENT to the path of "
            + ".build-static/release/lab-agent"
        let detail = image.isAgentStatic ? "" : "\(image.agent ?? "it") needs shared libraries"
        return finding(
            "a lab-agent for machines, linked statically", image.isAgentStatic, detail, remedy)
    }

    private var acceleration: NetnsDoctor.Finding {
        let slow = "TCG is used, which takes some seconds for each boot"
        let (isFine, detail, remedy) =
            switch kvm {
            case .boots: (true, "a guest has booted with it", "")
            case .notTried: (true, "the first lab of machines boots a guest to try it", "")
            case .hangs:
                (
                    false, "no guest boots with it: \(slow)",
                    "turn nested virtualization on where this computer is a machine itself; "
                        + "rm \(trials) has it tried again"
                )
            case .cannotBeOpened(let error):
                (
                    false, "\(Self.text(error)): \(slow)",
                    error == ENOENT
                        ? "modprobe kvm_intel or kvm_amd, on a processor that has VT-x or AMD-V"
                        : "adduser YOU kvm, and log in again"
                )
            }
        var finding = finding("/dev/kvm", isFine, detail, remedy)
        finding.isOptional = true
        return finding
    }

    private func finding(
        _ what: String, _ isFine: Bool, _ detail: String, _ remedy: String
    ) -> NetnsDoctor.Finding {
        NetnsDoctor.Finding(
            what: what, isFine: isFine, isOptional: false, detail: detail,
            remedy: isFine ? "" : remedy)
    }

    private static func text(_ error: Int32) -> String { String(cString: strerror(error)) }
}
