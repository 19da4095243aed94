import Foundation
import LabImage
import LabNetns
import Testing

@testable import LabLibvirt

/// What people are told that machines need.
@Suite struct LibvirtDoctorTests {
    private let everything = LibvirtParts(
        library: "9.0.0", hasDriver: true,
        qemu: .init(path: "/usr/bin/qemu-system-x86_64", version: "7.2.22"), hasNamespaces: true,
        image: ImageParts(
            kernel: "6.1.0  /boot/vmlinuz-6.1.0", kernelPackage: nil, missingTools: [],
            agent: "/bin/lab-agent", isAgentStatic: true),
        kvm: .boots, trials: "/cache/acceleration")

    private func failed(_ change: (inout LibvirtParts) -> Void) -> [NetnsDoctor.Finding] {
        var parts = everything
        change(&parts)
        return parts.findings.filter { !$0.isFine }
    }

    @Test func withEverythingMachinesWork() {
        #expect(failed { _ in }.isEmpty)
        #expect(NetnsDoctor.allFine(everything.findings))
        #expect(everything.findings.allSatisfy { $0.remedy.isEmpty })
        #expect(everything.findings.contains { $0.detail == "libvirt 9.0.0" })
    }

    @Test(
        arguments: [
            (\LibvirtParts.library, "purge-cache"),
            (\LibvirtParts.image.kernel, "apt-get install linux-image-cloud-"),
        ] as [(WritableKeyPath<LibvirtParts, String?> & Sendable, String)])
    func whatIsMissingHasARemedy(
        _ part: WritableKeyPath<LibvirtParts, String?> & Sendable, _ remedy: String
    ) {
        let findings = failed { $0[keyPath: part] = nil }
        #expect(findings.count == 1)
        #expect(findings.first?.remedy.contains(remedy) == true, "\(findings)")
        #expect(findings.first?.isOptional == false)
    }

    @Test func programsThatAreMissingAreToBeInstalled() {
        let qemu = failed { $0.qemu = nil }
        #expect(qemu.map(\.what) == ["qemu-system-x86_64"])
        #expect(qemu.first?.remedy.hasSuffix("qemu-system-x86") == true)
        let driver = failed { $0.hasDriver = false }
        #expect(driver.first?.remedy.contains("libvirt-daemon-driver-qemu") == true)
        let tools = failed { $0.image.missingTools = ["mke2fs", "debugfs"] }
        #expect(tools.map(\.detail) == ["no mke2fs, debugfs"])
        #expect(tools.map(\.remedy) == ["apt-get install e2fsprogs"])
    }

    @Test func aKernelMayBeFetched() {
        let findings = failed {
            $0.image.kernel = nil
            $0.image.kernelPackage = "linux-image-6.1"
        }
        #expect(findings.isEmpty)
    }

    @Test func theAgentMustNeedNoLibraries() {
        let findings = failed { $0.image.isAgentStatic = false }
        #expect(findings.map(\.detail) == ["/bin/lab-agent needs shared libraries"])
        #expect(findings.first?.remedy.contains("-static-executable") == true)
    }

    @Test func namespacesAreForTheNetnsPartToExplain() {
        #expect(failed { $0.hasNamespaces = false }.first?.remedy.contains("netns above") == true)
    }

    @Test(arguments: [
        (LibvirtParts.KVM.cannotBeOpened(ENOENT), "modprobe"),
        (.cannotBeOpened(EACCES), "adduser YOU kvm"),
        (.hangs, "rm /cache/acceleration"),
    ])
    func withoutKVMMachinesAreSlowAndWork(_ kvm: LibvirtParts.KVM, _ remedy: String) {
        var parts = everything
        parts.kvm = kvm
        #expect(NetnsDoctor.allFine(parts.findings))
        let finding = parts.findings.last
        #expect(finding?.what == "/dev/kvm" && finding?.isOptional == true)
        #expect(finding?.detail.contains("TCG is used") == true)
        #expect(finding?.remedy.contains(remedy) == true)
    }

    @Test func itLooksAtThisComputerAndChangesNothing() {
        let cache = NSTemporaryDirectory() + "lab-doctor-\(UUID().uuidString)"
        let findings = LibvirtDoctor.examine(netns: [], cacheDirectory: cache)
        #expect(findings.count == 8)
        #expect(findings.allSatisfy { $0.isFine == $0.remedy.isEmpty }, "\(findings)")
        #expect(findings.first?.isFine == LibvirtBackend.isBuiltIn)
        #expect(!FileManager.default.fileExists(atPath: cache))
    }
}
