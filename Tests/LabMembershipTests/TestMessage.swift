import LabNetwork
import LabProgram

@testable import LabMembership

/// A message of a packet, to write and to read packets in tests.
enum TestMessage: Equatable {
    case ping(UInt32, String)
    case indirectPing(UInt32, String, Endpoint, nack: Bool)
    case ack(UInt32)
    case nack(UInt32)
    case suspect(String, UInt32, from: String)
    case dead(String, UInt32, from: String)
    case alive(String, UInt32, Endpoint, MemberTags)
    case intent(MessageKind, String, UInt32)

    static let names = (1...20).map { "host-\($0)" } + ["me"]

    static func packet(_ messages: TestMessage...) -> [UInt8] {
        var writer = Packet.begin(capacity: 100)
        for message in messages { message.write(to: &writer) }
        Packet.seal(&writer.bytes)
        return writer.bytes
    }

    private func write(to writer: inout ByteWriter) {
        switch self {
        case .ping(let sequence, let name):
            writer.byte(MessageKind.ping.rawValue)
            writer.number(UInt64(sequence))
            writer.fixed64(NodeKey(name: name).bits)
        case .indirectPing(let sequence, let name, let endpoint, let nack):
            writer.byte(MessageKind.indirectPing.rawValue)
            writer.number(UInt64(sequence))
            writer.fixed64(NodeKey(name: name).bits)
            writer.endpoint(endpoint)
            writer.byte(nack ? 1 : 0)
        case .ack(let sequence), .nack(let sequence):
            writer.byte(self == .ack(sequence) ? 3 : 4)
            writer.number(UInt64(sequence))
        case .suspect(let name, let incarnation, let source):
            TestMessage.write(.suspect, name, incarnation, to: &writer)
            writer.fixed64(NodeKey(name: source).bits)
        case .dead(let name, let incarnation, let source):
            TestMessage.write(.dead, name, incarnation, to: &writer)
            writer.fixed64(NodeKey(name: source).bits)
        case .alive(let name, let incarnation, let endpoint, let tags):
            TestMessage.write(.alive, name, incarnation, to: &writer)
            writer.endpoint(endpoint)
            writer.data(AliveClaim.identity(name: name, tags: tags))
        case .intent(let kind, let name, let time):
            TestMessage.write(kind, name, time, to: &writer)
        }
    }

    private static func write(
        _ kind: MessageKind, _ name: String, _ number: UInt32, to writer: inout ByteWriter
    ) {
        writer.byte(kind.rawValue)
        writer.fixed64(NodeKey(name: name).bits)
        writer.number(UInt64(number))
    }

    static func messages(of payload: [UInt8]) throws -> [TestMessage] {
        guard Packet.isIntact(payload) else { throw ByteReader.Malformed() }
        var reader = ByteReader(payload, from: Packet.headerLength)
        var result: [TestMessage] = []
        while reader.remaining > 0 { result.append(try message(&reader, payload)) }
        return result
    }

    private static func message(
        _ reader: inout ByteReader, _ payload: [UInt8]
    ) throws -> TestMessage {
        guard let kind = MessageKind(rawValue: try reader.byte()) else {
            throw ByteReader.Malformed()
        }
        switch kind {
        case .ping: return .ping(try reader.number32(), try name(&reader))
        case .indirectPing:
            return .indirectPing(
                try reader.number32(), try name(&reader), try reader.endpoint(),
                nack: try reader.byte() == 1)
        case .ack: return .ack(try reader.number32())
        case .nack: return .nack(try reader.number32())
        case .suspect:
            return .suspect(try name(&reader), try reader.number32(), from: try name(&reader))
        case .dead:
            return .dead(try name(&reader), try reader.number32(), from: try name(&reader))
        case .alive:
            let claim = try AliveClaim(from: &reader)
            let scanner = claim.tags(in: payload)
            return .alive(
                claim.name(in: payload), claim.incarnation, claim.endpoint,
                MemberTags(packed: Array(payload[scanner.position..<claim.identity.upperBound])))
        case .joinIntent, .leaveIntent, .pruneIntent:
            return .intent(kind, try name(&reader), try reader.number32())
        }
    }

    private static func name(_ reader: inout ByteReader) throws -> String {
        let key = NodeKey(bits: try reader.fixed64())
        return names.first { NodeKey(name: $0) == key } ?? "?"
    }
}
