import CLinux
import Glibc
import LabModel
import LabSupervisor
import Synchronization

/// Makes hosts of namespaces, in the namespaces of the lab's supervisor.
public final class NetnsHostMaker: HostMaker {
    /// The hosts' state, as this maker has mounted it: the room of each, 0 for no limit.
    private struct State {
        var isMounted = false
        var rooms: [String: Int64] = [:]
    }

    /// `netns`.
    public let backend = "netns"

    private let agent: String
    private let directory: String
    private let state = Mutex(State())
    /// The way to the keeper, for one question at a time; `nil` where there are no limits.
    private let keeper: Mutex<Int32?>
    private let variables: [String]

    /// Makes a maker for a lab whose supervisor this process is.
    ///
    /// - Parameters:
    ///   - agent: the executable of the agent.
    ///   - keeper: the way to the lab's keeper, which sets limits; `nil` for no limits.
    public init(environment: LabEnvironment, agent: String, keeper: Int32?) {
        self.agent = agent
        self.keeper = Mutex(keeper)
        directory = environment.runtimeDirectory + "/" + LAB_HOSTS_DIRECTORY
        let path = getenv("PATH").map { String(cString: $0) + ":" } ?? ""
        variables = [
            "PATH=\(path)/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME=/root", "LANG=C.UTF-8",
        ]
    }

    /// Powers a host on: its first process is the agent, which says `hello` on the channel.
    ///
    /// - Throws: `LabError` when the machine refuses; nothing is left of the host then.
    public func make(_ host: HostDefinition) throws(LabError) -> MadeHost {
        let place = try prepareState(of: host)
        let groups = try limit(host)
        defer { for group in groups { close(group) } }
        let addresses = host.attachments.flatMap { Self.hardwareAddress(of: $0) }
        var wires = [Int32](repeating: -1, count: host.attachments.count)
        var made = lab_made_host()
        let result = withCStrings(["lab-agent", "host", host.name]) { arguments in
            withCStrings(variables) { variables in
                agent.withCString { agent in
                    addresses.withUnsafeBufferPointer { addresses in
                        groups.withUnsafeBufferPointer { groups in
                            var request = lab_host_request(
                                agent: agent, arguments: arguments, environment: variables,
                                hardware_addresses: addresses.baseAddress,
                                device_count: Int32(wires.count), groups: groups.baseAddress,
                                group_count: Int32(groups.count))
                            return lab_host_make(&request, &wires, &made)
                        }
                    }
                }
            }
        }
        guard result == 0 else { throw refusal(of: host.name, at: made.stage, -result) }
        return MadeHost(
            name: host.name, process: made.process, channel: made.channel,
            wires: wires.map { .tap($0) }, stateDirectory: place)
    }

    /// Cuts the power of a host and waits until nothing of it runs.
    public func powerOff(_ host: MadeHost) { _ = lab_host_end(host.process) }

    /// Wipes what a host keeps while it is without power, its data among it.
    public func wipe(host name: String) {
        let isMounted = state.withLock { $0.rooms.removeValue(forKey: name) != nil }
        let place = "\(directory)/\(name)"
        if isMounted, lab_unmount(place) == 0 { rmdir(place) }
    }

    convenience init(_ context: MakerContext) {
        self.init(
            environment: context.environment, agent: context.agent, keeper: context.keeper)
    }

    /// The device's address: locally administered, and told apart by the IPv4 address.
    static func hardwareAddress(of attachment: HostDefinition.Attachment) -> [UInt8] {
        let bits = attachment.address.bits
        return [0x02, 0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
    }

    /// Mounts the directory that outlives the host's power, if it is not there from before.
    private func prepareState(of host: HostDefinition) throws(LabError) -> String {
        let place = "\(directory)/\(host.name)"
        let room = host.disk ?? 0
        let error: Int32 = state.withLock { state in
            if !state.isMounted {
                mkdir(directory, 0o700)
                // Holds nothing but the places of the hosts, none of them on the user's own disk.
                let result = lab_mount_memory(directory, 16 << 20, 0)
                if result < 0 { return -result }
                state.isMounted = true
            }
            let old = state.rooms[host.name]
            if old == nil, mkdir(place, 0o755) < 0, errno != EEXIST { return errno }
            // Again where it is there, for a fault may have made it smaller.
            let result = lab_mount_memory(place, room, old == nil ? 0 : 1)
            if result < 0 { return -result }
            state.rooms[host.name] = room
            return 0
        }
        guard error == 0 else {
            throw LabError(
                "can't make room for the data of \(host.name): \(Failure.text(error)); "
                    + "lab doctor says what this machine lacks")
        }
        return place
    }

    /// The descriptors by which a process enters the host's control groups; none without limits.
    private func limit(_ host: HostDefinition) throws(LabError) -> [Int32] {
        let milliCPUs = host.cpus.map { Int64(($0 * 1000).rounded()) } ?? 0
        var descriptors = [Int32](repeating: -1, count: Int(LAB_CONTROLLERS))
        let count = keeper.withLock { keeper in
            keeper.map {
                lab_limit_host($0, host.name, milliCPUs, host.memory ?? 0, &descriptors)
            }
        }
        guard let count else { return [] }
        guard count >= 0 else {
            throw LabError("can't limit what \(host.name) may use: \(Failure.text(-count))")
        }
        return Array(descriptors.prefix(Int(count)))
    }

    private func refusal(of host: String, at stage: Int32, _ error: Int32) -> LabError {
        let reason = Failure.text(error)
        switch stage {
        case Int32(LAB_HOST_NETWORK_NAMESPACE.rawValue):
            return LabError(
                "can't make a network namespace for \(host): \(reason)"
                    + (error == ENOSPC
                        ? "; run sysctl -w user.max_net_namespaces=10000 as root" : ""))
        case Int32(LAB_HOST_DEVICE.rawValue):
            return LabError(
                "can't make a network device for \(host): \(reason); \(Remedy.tun(error))")
        case Int32(LAB_HOST_GROUP.rawValue):
            return LabError("can't limit what \(host) may use: \(reason)")
        case Int32(LAB_HOST_EXECUTE.rawValue):
            return LabError(
                "can't run \(agent) in \(host): \(reason); set LAB_AGENT to the path of lab-agent")
        default: return LabError("can't make processes for \(host): \(reason)")
        }
    }
}
