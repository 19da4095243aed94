import LabNetwork
import LabProgram

/// That a member is alive under an incarnation, at an address, with a name and tags (memberlist,
/// `alive`).
struct AliveClaim {
    /// As many bytes as a name may have.
    static let longestName = 255
    /// The longest name with the most tags.
    static let longestIdentity = 1 + longestName + MemberTags.limit

    var key: NodeKey
    var incarnation: UInt32
    var endpoint: Endpoint
    /// Where the name and the tags are in the bytes that the claim was read from.
    var identity: Range<Int>

    /// Reads what `NodeTable.writeClaim` writes.
    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        key = NodeKey(bits: try reader.fixed64())
        incarnation = try reader.number32()
        endpoint = try reader.endpoint()
        let length = try reader.count()
        guard length <= AliveClaim.longestIdentity else { throw ByteReader.Malformed() }
        identity = try reader.skip(length)
    }

    /// The claim of an agent about itself.
    init(key: NodeKey, incarnation: UInt32, endpoint: Endpoint, identity: Range<Int>) {
        self.key = key
        self.incarnation = incarnation
        self.endpoint = endpoint
        self.identity = identity
    }

    /// Whether the name is the key's and the tags are whole.
    func isWellFormed(in bytes: [UInt8]) -> Bool {
        guard let name = nameRange(in: bytes), NodeKey(utf8: bytes[name]) == key else {
            return false
        }
        let tags = name.upperBound..<identity.upperBound
        guard tags.count <= MemberTags.limit else { return false }
        var scanner = TagScanner(bytes, tags)
        return scanner.isWellFormed()
    }

    /// Where the name is; `nil` when it is empty or not whole.
    func nameRange(in bytes: [UInt8]) -> Range<Int>? {
        guard let start = identity.first, bytes[start] > 0 else { return nil }
        let range = start + 1..<start + 1 + Int(bytes[start])
        return range.upperBound <= identity.upperBound ? range : nil
    }

    /// The name as text.
    func name(in bytes: [UInt8]) -> String {
        guard let range = nameRange(in: bytes) else { return "" }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// A scanner of the tags.
    func tags(in bytes: [UInt8]) -> TagScanner {
        let start = nameRange(in: bytes)?.upperBound ?? identity.upperBound
        return TagScanner(bytes, start..<identity.upperBound)
    }

    /// The bytes of a name and tags; a name that is too long is cut.
    static func identity(name: String, tags: MemberTags) -> [UInt8] {
        let utf8 = name.utf8.prefix(longestName)
        return [UInt8(utf8.count)] + utf8 + tags.packed
    }
}

extension ByteReader {
    /// Reads a number of at most 32 bits.
    mutating func number32() throws(Malformed) -> UInt32 {
        guard let value = UInt32(exactly: try number()) else { throw Malformed() }
        return value
    }
}
