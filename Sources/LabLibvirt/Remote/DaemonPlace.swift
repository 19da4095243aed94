#if Libvirt
import CLinux
import Glibc
import LabImage
import LabModel
import LabSupervisor
import Synchronization

/// Machines that a daemon of libvirt's runs, on this computer or another one.
///
/// The relay beside the daemon is the way to them; on another computer ssh leads to both. Domains end
/// with the connection that made them, and the relay's directory with the relay.
final class DaemonPlace: MachinePlace {
    let connection: LibvirtConnection
    /// The image as the relay's computer has it, once it has been brought there.
    let image: MachineImage
    let creation: LibvirtCreationFlags = .autodestroy
    /// KVM is proved by a boot, on the lab's own computer only.
    let accelerator = Accelerator.tcg

    private let environment: LabEnvironment
    private let cache: ImageCache
    private let relay: RelayClient
    /// The other computer; `nil` for this one.
    private let computer: String?
    /// The image as this computer has it; whether it has been brought, held while it is.
    private let source: MachineImage
    private let hasImage = Mutex(false)
    /// The channels to which machines have been told to connect and that nobody has asked for yet.
    private let channels = Mutex<[String: Int32]>([:])

    /// Opens both ways to a daemon.
    ///
    /// - Parameter agent: the agent's executable.
    /// - Throws: `LabError` where either way is closed.
    init(
        _ uri: LibvirtURI, environment: LabEnvironment, options: LibvirtOptions, agent: String
    ) throws(LabError) {
        self.environment = environment
        cache = ImageCache(directory: options.cacheDirectory)
        source = options.image
        relay = try RelayClient(.at(uri, agent: agent))
        do throws(LabError) {
            connection = try DaemonReach.open(uri)
        } catch {
            relay.close()
            throw error
        }
        image = Self.image(source, at: relay)
        // Where one of both computers has no WireGuard, ssh carries the frames too.
        if uri.isRemote { try? relay.openTunnel() }
        computer = uri.isRemote ? uri.host : nil
    }

    /// How frames get to another computer, in words; `nil` for this one.
    var way: String? {
        computer.map { "frames to \($0) by \(relay.usesWireGuard ? "WireGuard" : "ssh")" }
    }

    /// An image as the relay's computer has it.
    private static func image(_ source: MachineImage, at relay: RelayClient) -> MachineImage {
        let directory = "\(relay.place.cache)/images/\(source.key)"
        var image = source
        image.kernel = directory + "/kernel"
        image.initramfs = directory + "/initramfs"
        image.disk = directory + "/disk"
        return image
    }

    /// Brings what machines start from, where it is not there.
    ///
    /// - Parameter begin: called before anything is sent, which may take long.
    /// - Throws: `LabError` where there is no room for it.
    static func bring(
        _ source: MachineImage, to relay: RelayClient, begin: () -> Void = {}
    ) throws(LabError) {
        let image = Self.image(source, at: relay)
        // The disk comes last, so it tells that all is there.
        if try relay.has(image.disk) { return }
        begin()
        try relay.bring(source.kernel, to: image.kernel)
        try relay.bring(source.initramfs, to: image.initramfs)
        try relay.bring(source.disk, to: image.disk)
    }

    /// Brings what machines start from, once; the others wait for it.
    private func bringImage() throws(LabError) {
        try hasImage.withLock { hasImage throws(LabError) in
            if hasImage { return }
            try Self.bring(source, to: relay)
            hasImage = true
        }
    }

    // MARK: - A host

    func name(of host: String) -> String {
        // The relay's directory is unique there, whoever else has a lab of that name.
        let unique = relay.place.work.split(separator: "/").last ?? ""
        return "lab-\(environment.name)-\(host)-\(unique)"
    }

    func owner(of host: String) -> MachineOwner {
        MachineOwner(
            environment: environment.name, host: host, mark: LibvirtLeftovers.mark(environment))
    }

    func files(of host: String) throws(LabError) -> MachineFiles {
        var files = MachineFiles(
            data: data(of: host), console: console(of: host),
            channel: "\(relay.place.work)/\(host).agent")
        files.isChannelOurs = true
        try relay.touch(files.console)
        let channel = try relay.openChannel(at: files.channel)
        let old = channels.withLock { $0.updateValue(channel, forKey: host) }
        if let old { close(old) }
        return files
    }

    func makeData(of host: String, size: Int64, from source: String?) throws(LabError) {
        try bringImage()
        let path = data(of: host)
        if try relay.has(path) { return }
        var empty = source ?? ""
        if source == nil { empty = try cache.emptyDisk(size: size) }
        let name = empty.split(separator: "/").suffix(2).joined(separator: "-")
        let there = "\(relay.place.cache)/disks/\(name)"
        try relay.bring(empty, to: there)
        try relay.copy(there, to: path)
    }

    func removeData(of host: String) { try? relay.remove(data(of: host)) }

    func openWire() throws(LabError) -> MachineWire { try relay.openWire() }

    func openChannel(of host: String) throws(LabError) -> Int32 {
        guard let channel = channels.withLock({ $0.removeValue(forKey: host) }) else {
            throw LabError("there is no way to the agent of \(host)")
        }
        return channel
    }

    func consoleTail(of host: String) -> String {
        ConsoleText.tail(in: (try? relay.tail(of: console(of: host))) ?? "")
    }

    private func data(of host: String) -> String { "\(relay.place.work)/\(host).data" }

    private func console(of host: String) -> String { "\(relay.place.work)/\(host).console" }
}
#endif
