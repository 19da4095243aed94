import ArgumentParser
import Foundation
import LabImage
import LabModel

/// What virtual machines start from.
struct ImageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A kernel for virtual machines, in place of the distribution's; modules from /lib/modules.",
            valueName: "file"))
    var kernel: String?
    @Option(
        help: ArgumentHelp(
            "A disk with a root file system for virtual machines, raw or qcow2, in place of this "
                + "machine's programs.",
            valueName: "file"))
    var disk: String?

    /// The image for the hosts of a topology, made now where it has not been before.
    ///
    /// - Parameter progress: told in words what is being done, where that takes time.
    /// - Throws: `LabError` where something is missing, saying what to do.
    func image(
        for topology: Topology, progress: (String) -> Void
    ) throws(LabError) -> MachineImage {
        try TopologyImage.image(
            for: topology, kernel: Self.absolute(kernel), disk: Self.absolute(disk),
            progress: progress)
    }

    /// Ends the command where a program is missing that hosts run and that comes from this machine.
    func requirePrograms(of topology: Topology) throws {
        if disk == nil { try MachinePrograms.require(for: topology) }
    }

    /// A path as the supervisor finds it, which runs elsewhere.
    private static func absolute(_ path: String?) -> String? {
        path.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    }
}
