import LabProgram

/// What the catalog shows about one node.
struct CatalogView: Hashable {
    /// The node; `nil` when the catalog does not know it.
    var node: CatalogNode?
    /// Its services.
    var services: [CatalogService] = []
    /// Its checks.
    var checks: [CatalogCheck] = []
}

extension CatalogView: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.flag(node != nil)
        node?.write(to: &writer)
        writer.values(services)
        writer.values(checks)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        node = try reader.flag() ? try CatalogNode(from: &reader) : nil
        services = try reader.values()
        checks = try reader.values()
    }
}
