import LabProgram

/// An event that users send through the gossip (spec 4.11).
struct UserEvent: Hashable, Sendable {
    /// The id as UUID text; empty until the agent gives it one.
    var id = ""
    /// The name.
    var name: String
    /// The payload.
    var payload: [UInt8] = []
    /// What the names of nodes must match; empty for all.
    var nodeFilter = ""
    /// What the names of services must match; empty for all.
    var serviceFilter = ""
    /// What the tags of those services must match; empty for all.
    var tagFilter = ""
    /// The version of the format (Consul, `userEventMaxVersion`).
    var version = 1
    /// The Lamport time; 0 where it has not been sent.
    var lamportTime: UInt64 = 0

    /// How many events an agent keeps (Consul, `UserEventBufferSize`).
    static let bufferSize = 256

    /// The index of the event: the halves of its id, one laid over the other.
    var index: UInt64 {
        guard let bits = UUIDText.bits(of: id) else { return 0 }
        return bits.high ^ bits.low
    }

    /// The answer to who sent it.
    func response(style: JSONStyle) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        write(to: &writer)
        return .json(writer.finished())
    }

    /// The answer to who asks for the last events, the newest of them last.
    static func response(listing events: [UserEvent], style: JSONStyle) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        writer.beginArray()
        for event in events { event.write(to: &writer) }
        writer.endArray()
        var response = HTTPResponse.json(writer.finished())
        let index = max(events.last?.index ?? 1, 1)
        response.headers.append(HTTPHeader("X-Consul-Index", String(index)))
        return response
    }

    private func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("ID", id)
        writer.member("Name", name)
        writer.key("Payload")
        if payload.isEmpty { writer.null() } else { writer.string(Base64.encode(payload)) }
        writer.member("NodeFilter", nodeFilter)
        writer.member("ServiceFilter", serviceFilter)
        writer.member("TagFilter", tagFilter)
        writer.member("Version", version)
        writer.member("LTime", lamportTime)
        writer.endObject()
    }
}

extension UserEvent: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.text(id)
        writer.text(name)
        writer.data(payload)
        writer.text(nodeFilter)
        writer.text(serviceFilter)
        writer.text(tagFilter)
        writer.number(lamportTime)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        id = try reader.text()
        name = try reader.text()
        payload = try reader.data()
        nodeFilter = try reader.text()
        serviceFilter = try reader.text()
        tagFilter = try reader.text()
        lamportTime = try reader.number()
    }
}
