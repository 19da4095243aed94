#if Libvirt
import CLinux
import Glibc
import LabImage
import LabModel
import LabSupervisor
import Synchronization

/// Machines under the lab's own supervisor, in the namespaces of the lab.
final class EmbeddedPlace: MachinePlace {
    let connection: LibvirtConnection
    let accelerator: Accelerator
    let timestampRate: Int?
    let image: MachineImage
    let creation: LibvirtCreationFlags = []

    private let environment: LabEnvironment
    private let cache: ImageCache
    private let sockets: String
    private let sharesNetwork: Bool
    /// The port of the next wire; nobody else is in the lab's network.
    private let nextPort = Mutex<UInt16>(EmbeddedPlace.ports.lowerBound)

    /// Below those that the kernel hands out (`ip_local_port_range`).
    private static let ports: Range<UInt16> = 10_000..<32_000

    init(_ libvirt: EmbeddedLibvirt, options: LibvirtOptions) throws(LabError) {
        environment = libvirt.environment
        cache = ImageCache(directory: options.cacheDirectory)
        sockets = libvirt.directory
        sharesNetwork = libvirt.sharesNetwork
        image = options.image
        accelerator = options.accelerator
        timestampRate = TimestampCounter.rate(cacheDirectory: options.cacheDirectory)
        connection = try libvirt.open()
    }

    func name(of host: String) -> String { host }

    func owner(of host: String) -> MachineOwner {
        MachineOwner(environment: environment.name, host: host)
    }

    func files(of host: String) throws(LabError) -> MachineFiles {
        let directory = directory(of: host)
        try FileTree.makeDirectories(directory, mode: 0o700)
        return MachineFiles(
            data: directory + "/data", console: environment.stateDirectory + "/\(host).console",
            channel: channel(of: host))
    }

    func makeData(of host: String, size: Int64, from source: String?) throws(LabError) {
        let path = directory(of: host) + "/data"
        if access(path, F_OK) == 0 { return }
        guard let source else {
            return try ImageCache.copySparse(from: try cache.emptyDisk(size: size), to: path)
        }
        try ImageCache.copySparse(from: source, to: path)
    }

    func removeData(of host: String) { lab_remove_directory(directory(of: host)) }

    func openWire() throws(LabError) -> MachineWire {
        if sharesNetwork { return try MachineWire.openBesideOthers() }
        let port = nextPort.withLock { port in
            defer { port = port + 1 == Self.ports.upperBound ? Self.ports.lowerBound : port + 1 }
            return port
        }
        return try MachineWire.open(far: port)
    }

    func openChannel(of host: String) throws(LabError) -> Int32 {
        let descriptor = lab_connect_local(channel(of: host))
        guard descriptor >= 0 else {
            throw LabError(
                "no way to the agent of \(host): \(String(cString: strerror(-descriptor)))")
        }
        return descriptor
    }

    func consoleTail(of host: String) -> String {
        ConsoleText.tail(of: environment.stateDirectory + "/\(host).console")
    }

    private func directory(of host: String) -> String {
        "\(environment.stateDirectory)/\(LAB_MACHINES_DIRECTORY)/\(host)"
    }

    private func channel(of host: String) -> String { "\(sockets)/\(host).agent" }
}
#endif
