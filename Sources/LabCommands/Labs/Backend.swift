import ArgumentParser
import LabLibvirt

/// What hosts are made of.
enum Backend: String, ExpressibleByArgument, CaseIterable {
    case memory, netns, libvirt

    /// Ends the command where this build of the lab lacks the backend.
    func require() throws {
        guard self == .libvirt, !LibvirtBackend.isBuiltIn else { return }
        Console.printError("--backend libvirt: \(LibvirtBackend.remedy)")
        throw ExitStatus.backend
    }
}
