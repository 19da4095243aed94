import ArgumentParser

/// What hosts are made of.
enum Backend: String, ExpressibleByArgument, CaseIterable {
    case memory, netns, libvirt

    /// Ends the command where this version of the lab has no such backend.
    func require() throws {
        guard self == .libvirt else { return }
        Console.printError(
            "--backend libvirt: this version has no virtual machines yet; use netns for real hosts")
        throw ExitStatus.backend
    }
}
