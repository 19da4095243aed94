import Foundation

@testable import LabImage

/// What a test can't run without.
enum Needs {
    /// Whether programs are on this machine.
    static func programs(_ names: String...) -> Bool {
        names.allSatisfy { ProgramSearch().path(of: $0) != nil }
    }

    /// What makes disks.
    static let disks = programs("mke2fs", "debugfs", "e2fsck", "sha256sum")
    static let disksReason = "not run: there are no e2fsprogs"

    /// A real kernel for virtual machines: the file that `LAB_TEST_KERNEL` names, else one that is
    /// installed or was fetched for this user.
    static let kernel: KernelImage? = {
        let variables = ProcessInfo.processInfo.environment
        if let path = variables["LAB_TEST_KERNEL"] { return try? KernelImage(path: path) }
        let home = variables["XDG_CACHE_HOME"] ?? (variables["HOME"] ?? "") + "/.cache"
        return KernelPackage(directory: home + "/lab/kernels").present()
    }()
    static let kernelReason = "not run: no kernel is here, and LAB_TEST_KERNEL names none"
}
