import LabImage
import LabModel
import LabNetwork

/// A virtual machine as it is to be, complete; libvirt is told of it as XML.
struct MachineDefinition: Hashable, Sendable {
    /// A network device.
    struct Interface: Hashable, Sendable {
        /// Its six bytes.
        var hardwareAddress: [UInt8]
        /// The way of its frames.
        var wire: MachineWire.Ports
        /// Whether the guest sees a cable in it.
        var isPlugged = true
    }

    /// The domain's name, which is unique in its connection.
    var name: String
    /// Whose host it is, for people and for those that look for leftovers.
    var owner: MachineOwner
    /// Its identity, as 36 characters; saved memory goes only into a machine of the same one.
    var identity: String
    /// In bytes.
    var memory: Int64
    /// How many processors it has.
    var processors: Int
    /// What runs its instructions.
    var accelerator: Accelerator
    /// How fast the counter is by which a guest in software tells the time, in kHz; `nil` where that
    /// is not known.
    var timestampRate: Int?
    /// What it starts from.
    var image: MachineImage
    /// Its files on the computer that it runs on.
    var files: MachineFiles
    /// Its network devices, in the order of the host's networks.
    var interfaces: [Interface]
}

/// The files of a machine on the computer that it runs on.
struct MachineFiles: Hashable, Sendable {
    /// The disk with the host's data.
    var data: String
    /// What its serial console shows is written there.
    var console: String
    /// The socket on which its agent is spoken to; QEMU makes it.
    var channel: String
    /// Whether the socket is there already, and QEMU connects to it.
    var isChannelOurs = false
}

extension MachineDefinition {
    /// The machine of a host, but for its place.
    ///
    /// - Parameter topology: the drawing that the host is in; `nil` where it is not known.
    init(
        of host: HostDefinition, in topology: Topology?, name: String, owner: MachineOwner,
        accelerator: Accelerator, timestampRate: Int?, image: MachineImage, files: MachineFiles
    ) {
        self.name = name
        self.owner = owner
        self.accelerator = accelerator
        self.timestampRate = timestampRate
        self.image = image
        self.files = files
        identity = Self.identity(of: name)
        memory = host.memory ?? Self.usualMemory(of: host, in: topology)
        processors = max(1, Int((host.cpus ?? 1).rounded(.up)))
        interfaces = []
    }

    /// What a host gets that the drawing gives no limit: enough for the built-in programs, and twice
    /// that for real ones.
    private static func usualMemory(of host: HostDefinition, in topology: Topology?) -> Int64 {
        let isBuiltIn = host.run.allSatisfy { topology?.component(named: $0)?.program == nil }
        return (isBuiltIn ? 120 : 256) << 20
    }

    /// A UUID of version 8 (RFC 9562, 5.8) that is the same for the same name, always.
    static func identity(of name: String) -> String {
        var bytes: [UInt8] = []
        for label in ["lab machine", "machine lab"] {
            let hash = FNV.hash("\(label) \(name)".utf8)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: hash >> UInt64(shift)))
            }
        }
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
            .map { digits[$0].joined() }.joined(separator: "-")
    }

    /// The address of a host's device: locally administered, and told apart by the IPv4 address.
    static func hardwareAddress(of attachment: HostDefinition.Attachment) -> [UInt8] {
        let bits = attachment.address.bits
        return [0x02, 0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
    }
}
