import LabProgram

extension CatalogPair: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.text(key)
        writer.text(value)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        key = try reader.text()
        value = try reader.text()
    }
}

extension CatalogNode: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.text(id)
        writer.text(name)
        writer.text(address)
        writer.values(taggedAddresses)
        writer.values(meta)
        writer.number(createIndex)
        writer.number(modifyIndex)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        id = try reader.text()
        name = try reader.text()
        address = try reader.text()
        taggedAddresses = try reader.values()
        meta = try reader.values()
        createIndex = try reader.number()
        modifyIndex = try reader.number()
    }
}

extension CatalogService.TaggedAddress: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.text(kind)
        writer.text(address)
        writer.number(UInt64(port))
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        kind = try reader.text()
        address = try reader.text()
        port = try reader.port()
    }
}

extension CatalogService: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.text(node)
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
        writer.number(createIndex)
        writer.number(modifyIndex)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        node = try reader.text()
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
        createIndex = try reader.number()
        modifyIndex = try reader.number()
    }
}

extension CatalogCheck: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.text(node)
        writer.text(id)
        writer.text(name)
        writer.byte(status.rawValue)
        writer.text(notes)
        writer.text(output)
        writer.text(serviceID)
        writer.text(serviceName)
        writer.texts(serviceTags)
        writer.text(type)
        writer.text(definition)
        writer.number(createIndex)
        writer.number(modifyIndex)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        node = try reader.text()
        id = try reader.text()
        name = try reader.text()
        guard let status = HealthStatus(rawValue: try reader.byte()) else {
            throw ByteReader.Malformed()
        }
        self.status = status
        notes = try reader.text()
        output = try reader.text()
        serviceID = try reader.text()
        serviceName = try reader.text()
        serviceTags = try reader.texts()
        type = try reader.text()
        definition = try reader.text()
        createIndex = try reader.number()
        modifyIndex = try reader.number()
    }
}
