import LabNetwork
import LabProgram

/// A service as it is registered with an agent (spec 4.5).
public struct ServiceRegistration: Hashable, Sendable {
    /// The id, unique on the agent; empty for the name.
    public var id: String
    /// The name.
    public var name: String
    /// The tags.
    public var tags: [String]
    /// The address; empty for the node's.
    public var address: String
    /// The port.
    public var port: UInt16
    /// Addresses by kind, sorted by kind.
    public var taggedAddresses: [CatalogService.TaggedAddress]
    /// The pairs of metadata, sorted by key.
    public var meta: [CatalogPair]
    /// The weight in SRV answers while it passes.
    public var passingWeight: UInt16
    /// The weight in SRV answers while it warns.
    public var warningWeight: UInt16
    /// Whether tags changed in the catalog win over these.
    public var enableTagOverride: Bool
    /// The checks, as they were written.
    public var checks: [CheckRegistration]

    /// Makes a service.
    public init(
        id: String = "", name: String, tags: [String] = [], address: String = "",
        port: UInt16 = 0, checks: [CheckRegistration] = []
    ) {
        self.id = id
        self.name = name
        self.tags = tags
        self.address = address
        self.port = port
        self.checks = checks
        taggedAddresses = []
        meta = []
        passingWeight = 1
        warningWeight = 1
        enableTagOverride = false
    }

    /// The id that the agent knows it by.
    public var effectiveID: String { id.isEmpty ? name : id }

    /// The service as the catalog shows it.
    ///
    /// An address of IPv4 or IPv6 is also there as the addresses for the LAN and the WAN of its family
    /// (Consul, `ServiceDefinition.NodeService`).
    ///
    /// - Parameter node: the agent's node.
    public func catalogService(node: String) -> CatalogService {
        var service = CatalogService(
            node: node, id: effectiveID, name: name, tags: tags, address: address, port: port)
        service.taggedAddresses = taggedAddresses
        service.meta = meta
        service.passingWeight = passingWeight
        service.warningWeight = warningWeight
        service.enableTagOverride = enableTagOverride
        let kinds: [String]
        if IPv4Address(address) != nil {
            kinds = ["lan_ipv4", "wan_ipv4"]
        } else if IPv6Address(address) != nil {
            kinds = ["lan_ipv6", "wan_ipv6"]
        } else {
            kinds = []
        }
        for kind in kinds where !taggedAddresses.contains(where: { $0.kind == kind }) {
            service.taggedAddresses.append(
                CatalogService.TaggedAddress(kind: kind, address: address, port: port))
        }
        service.taggedAddresses.sort { TextOrder.precedes($0.kind, $1.kind) }
        return service
    }

    /// The checks with the ids and names that they get by default: `service:<id>`, with a number from 1
    /// behind it where there are several, and `Service '<name>' check`.
    public var namedChecks: [CheckRegistration] {
        checks.enumerated().map { place, check in
            var check = check
            if check.id.isEmpty {
                check.id = "service:\(effectiveID)" + (checks.count > 1 ? ":\(place + 1)" : "")
            }
            if check.name.isEmpty { check.name = "Service '\(name)' check" }
            check.serviceID = effectiveID
            return check
        }
    }
}

extension ServiceRegistration: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.text(id)
        writer.text(name)
        writer.texts(tags)
        writer.text(address)
        writer.number(UInt64(port))
        writer.values(taggedAddresses)
        writer.values(meta)
        writer.number(UInt64(passingWeight))
        writer.number(UInt64(warningWeight))
        writer.flag(enableTagOverride)
        writer.values(checks)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        id = try reader.text()
        name = try reader.text()
        tags = try reader.texts()
        address = try reader.text()
        port = try reader.port()
        taggedAddresses = try reader.values()
        meta = try reader.values()
        passingWeight = try reader.port()
        warningWeight = try reader.port()
        enableTagOverride = try reader.flag()
        checks = try reader.values()
    }
}
