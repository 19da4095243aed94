import LabNetwork
import LabProgram

extension StateStore {
    private static let format: UInt8 = 1

    /// The whole state as bytes, the same for the same state.
    func snapshot() -> [UInt8] {
        var writer = ByteWriter(capacity: 4096)
        writer.byte(StateStore.format)
        writer.text(datacenter)
        indexes.write(to: &writer)
        writer.values(nodes)
        writer.number(UInt64(services.count))
        for service in services {
            writer.text(service.name)
            writer.number(service.index)
        }
        writer.values(entries)
        writer.values(tombstones)
        writer.values(sessions)
        writer.values(lockDelays)
        return writer.bytes
    }

    /// Reads a state that `snapshot` wrote.
    init(snapshot: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(snapshot)
        guard try reader.byte() == StateStore.format else { throw ByteReader.Malformed() }
        self.init(datacenter: try reader.text())
        let indexes = try TableIndexes(from: &reader)
        for record in try reader.values(of: NodeRecord.self) {
            nodes.put(record)
            remember(record.node)
        }
        for _ in 0..<(try reader.count()) {
            let name = try reader.text()
            services.put(ServiceRecord(name: name, index: try reader.number()))
        }
        for record in nodes {
            for service in record.services {
                let place = services.position(of: service.name)
                link(service, at: place.map { services[$0].index } ?? 0)
            }
        }
        for entry in try reader.values(of: KeyValueEntry.self) { entries.put(entry) }
        for tombstone in try reader.values(of: Tombstone.self) { tombstones.put(tombstone) }
        for session in try reader.values(of: CatalogSession.self) { sessions.put(session) }
        for delay in try reader.values(of: LockDelay.self) { lockDelays.put(delay) }
        guard reader.remaining == 0 else { throw ByteReader.Malformed() }
        self.indexes = indexes
    }

    /// A number that two servers share that applied the same commands (FNV-1a, 64 bits).
    var stateHash: UInt64 { FNV.hash(snapshot()) }
}
