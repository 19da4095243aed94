import LabNetwork
import LabProgram

/// A machine of the simulation: power, ports, a wall clock, a disk, containers.
final class SimulatedHost {
    struct Listener {
        var port: UInt16
        var process: SimulatedProcess
        var servesHTTP: Bool
    }

    struct DatagramPort {
        var port: UInt16
        var process: SimulatedProcess
    }

    /// 2024-01-01 00:00:00 UTC: where every wall clock begins, in nanoseconds since 1970.
    static let epoch: Int64 = 1_704_067_200_000_000_000

    let index: Int
    let identity: HostIdentity
    var isUp = true
    var listeners: [Listener] = []
    var datagramPorts: [DatagramPort] = []
    var containers: [Container] = []
    var folders: [(name: String, folder: DataFolder)] = []
    /// Room for data in bytes; `nil` for no limit.
    var diskLimit: Int64?
    /// While a fault fills the disk, how many bytes are left.
    var diskLeft: Int64?
    var random: RandomStream
    var nextEphemeralPort: UInt16 = 32_768

    private var skew: Int64 = 0
    private var driftPerBillion: Int64 = 0
    private var driftSince = Instant.start

    init(index: Int, identity: HostIdentity, diskLimit: Int64?, random: RandomStream) {
        self.index = index
        self.identity = identity
        self.diskLimit = diskLimit
        self.random = random
    }

    func wallTime(at now: Instant) -> WallTime {
        WallTime(nanoseconds: Self.epoch + now.nanoseconds + offset(at: now))
    }

    /// Sets the wall clock off by an offset from now on, and lets it drift.
    func setSkew(_ offset: Interval, driftPerBillion: Int64, at now: Instant) {
        skew = offset.nanoseconds
        self.driftPerBillion = driftPerBillion
        driftSince = now
    }

    private func offset(at now: Instant) -> Int64 {
        guard driftPerBillion != 0 else { return skew }
        let elapsed = (now - driftSince).nanoseconds
        // Seconds and the rest apart, so that the product stays within 64 bits for any run.
        let whole = elapsed / 1_000_000_000 * driftPerBillion
        return skew + whole + elapsed % 1_000_000_000 * driftPerBillion / 1_000_000_000
    }

    func folder(named name: String) -> DataFolder {
        if let known = folders.first(where: { $0.name == name }) { return known.folder }
        let folder = DataFolder()
        folders.append((name, folder))
        return folder
    }

    /// Whether there is room for so many bytes more.
    func hasRoom(for bytes: Int64) -> Bool {
        if let diskLeft { return bytes <= diskLeft }
        guard let diskLimit else { return true }
        return folders.reduce(bytes) { $0 + $1.folder.bytes } <= diskLimit
    }

    func didWrite(_ bytes: Int64) {
        if let left = diskLeft { diskLeft = max(0, left - bytes) }
    }

    func listener(on port: UInt16) -> Listener? {
        for listener in listeners where listener.port == port { return listener }
        return nil
    }

    func releasePorts(of process: SimulatedProcess) {
        listeners.removeAll { $0.process === process }
        datagramPorts.removeAll { $0.process === process }
    }

    func isLocal(_ address: IPv4Address) -> Bool {
        address.isLoopback || identity.addresses.contains(address)
    }
}
