import LabProgram

/// What `/v1/catalog/register` writes: a node with, in the same step, a service and checks.
struct CatalogRegistration: Hashable, Sendable {
    /// The node; its indexes don't count.
    var node: CatalogNode
    /// Whether a node that is there already stays as it is.
    var skipsNodeUpdate = false
    /// An instance on that node.
    var service: CatalogService?
    /// Checks on that node; one with an empty `node` is on it, too.
    var checks: [CatalogCheck] = []
}

/// What `/v1/catalog/deregister` removes: a service, else a check, else the whole node.
struct CatalogDeregistration: Hashable, Sendable {
    /// The name of the node.
    var node: String
    /// The id of a service on it; empty for none.
    var serviceID = ""
    /// The id of a check on it; empty for none.
    var checkID = ""
}

extension CatalogRegistration: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        node.write(to: &writer)
        writer.flag(skipsNodeUpdate)
        writer.flag(service != nil)
        service?.write(to: &writer)
        writer.values(checks)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        node = try CatalogNode(from: &reader)
        skipsNodeUpdate = try reader.flag()
        service = try reader.flag() ? try CatalogService(from: &reader) : nil
        checks = try reader.values()
    }
}

extension CatalogDeregistration: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.text(node)
        writer.text(serviceID)
        writer.text(checkID)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        node = try reader.text()
        serviceID = try reader.text()
        checkID = try reader.text()
    }
}
