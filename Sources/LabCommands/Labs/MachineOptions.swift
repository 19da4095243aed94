import ArgumentParser
import LabLibvirt
import LabModel
import LabNetns

/// What virtual machines start from and where they run.
struct MachineOptions: ParsableArguments {
    @Flag(help: "Boot every virtual machine: restore none from an earlier lab, and save none.")
    var cold = false
    @OptionGroup var source: ImageOptions
    @Option(
        help: ArgumentHelp(
            "Where virtual machines run: qemu:///session, qemu:///system, "
                + "qemu+ssh://HOST/system.",
            valueName: "uri"))
    var uri: String?

    /// Whether any of them was given.
    private var isEmpty: Bool { !cold && source.kernel == nil && source.disk == nil && uri == nil }

    /// Ends the command where an option means nothing to the backend.
    func require(_ backend: Backend) throws {
        if backend == .libvirt, let uri {
            do throws(LabError) {
                _ = try LibvirtURI(uri)
            } catch {
                Console.printError("--uri: \(error.message)")
                throw ExitStatus.usage
            }
        }
        guard !isEmpty, backend != .libvirt else { return }
        Console.printError("--cold, --kernel, --disk and --uri are for --backend libvirt")
        throw ExitStatus.usage
    }

    /// What the supervisor of a new lab is told of its hosts; the machines' image is made now where
    /// it has not been before.
    ///
    /// - Parameter progress: told in words what is being done, where that takes time.
    /// - Throws: `LabError` where something is missing, saying what to do.
    func hostBackend(
        _ backend: Backend, for topology: Topology, progress: (String) -> Void
    ) throws(LabError) -> HostBackend {
        guard backend == .libvirt else { return .netns }
        let image = try source.image(for: topology, progress: progress)
        var options = LibvirtOptions(image: image, cacheDirectory: TopologyImage.cacheDirectory)
        options.isCold = cold
        if let uri { options.uri = uri }
        options.agent = try TopologyImage.agent()
        try LibvirtBackend.reach(topology, &options, progress: progress)
        try LibvirtBackend.accelerate(&options)
        return try LibvirtBackend.backend(options)
    }
}
