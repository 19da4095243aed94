import LabConsensus
import LabNetwork
import LabProgram

/// Who an agent is.
struct AgentIdentity: Hashable {
    /// The node's name.
    var name: String
    /// The node's id.
    var id: ServerID
    /// The node's id as text.
    var idText: String
    /// The address that others are told.
    var address: IPv4Address
    /// The datacenter.
    var datacenter: String

    /// Nobody, before the program begins to run.
    init() {
        name = ""
        id = ServerID(rawValue: 0)
        idText = ""
        address = .any
        datacenter = ""
    }

    /// Reads the node id from the data folder, or draws one and keeps it there.
    init(
        configuration: DiscoveryConfiguration, file: StoreFile, on system: inout some System
    ) {
        name = configuration.nodeName ?? system.host.name
        address = configuration.advertiseAddress ?? system.host.address
        datacenter = configuration.datacenter
        let kept = system.records(of: file).first
        if let kept, let known = ServerID(String(decoding: kept, as: UTF8.self)) {
            id = known
        } else {
            id = AgentIdentity.randomID(on: &system)
            do {
                try system.replace(file, with: [Array(id.description.utf8)], token: 0)
            } catch {
                system.log(.error, "agent: failed to persist node id: \(error)")
            }
        }
        idText = id.description
    }

    /// Draws a version 4 UUID: 122 random bits (RFC 9562, 5.4).
    static func randomID(on system: inout some System) -> ServerID {
        let high = system.randomBits() & 0xffff_ffff_ffff_0fff | 0x4000
        let low = system.randomBits() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        return ServerID(rawValue: UInt128(high) << 64 | UInt128(low))
    }
}
