/// What a member says about itself: keys with values, in the order they were given.
///
/// They are kept packed as they travel, because a thousand agents that know a thousand members hold
/// a million of them: Consul's own keys take one byte and an id 16.
public struct MemberTags: Hashable, Sendable {
    /// As many bytes as a member may say about itself (memberlist, `MetaMaxSize`).
    public static let limit = 512

    /// The packed pairs, well formed.
    var packed: [UInt8] = []

    /// Makes no tags.
    public init() {}

    /// Makes tags of pairs; where a key comes twice, the last value counts.
    public init(_ pairs: [(key: String, value: String)]) {
        for (key, value) in pairs { self[key] = value }
    }

    init(packed: [UInt8]) { self.packed = packed }

    /// The pairs in their order.
    public var pairs: [(key: String, value: String)] {
        var scanner = TagScanner(packed)
        var result: [(key: String, value: String)] = []
        while let tag = scanner.next() {
            result.append((scanner.key(of: tag), scanner.value(of: tag)))
        }
        return result
    }

    /// Whether there are none.
    public var isEmpty: Bool { packed.isEmpty }

    /// Whether they take no more room than a packet has for them.
    public var fits: Bool { packed.count <= MemberTags.limit }

    /// The value of a key; a new key is put at the end, and `nil` takes one away.
    public subscript(key: String) -> String? {
        get {
            var scanner = TagScanner(packed)
            return scanner.value(ofKey: key)
        }
        set {
            var rest = pairs
            if let position = rest.firstIndex(where: { $0.key == key }) {
                if let newValue {
                    rest[position].value = newValue
                } else {
                    rest.remove(at: position)
                }
            } else if let newValue {
                rest.append((key, newValue))
            }
            packed.removeAll(keepingCapacity: true)
            for pair in rest { append(pair.key, pair.value) }
        }
    }

    private mutating func append(_ key: String, _ value: String) {
        if let code = TagScanner.wellKnownKeys.firstIndex(of: key) {
            packed.append(UInt8(code))
        } else {
            let bytes = key.utf8.prefix(TagScanner.longestKey)
            packed.append(TagScanner.firstLength + UInt8(bytes.count))
            packed += bytes
        }
        if let id = TagScanner.packedID(value) {
            packed.append(TagScanner.idMark)
            packed += id
        } else {
            let bytes = value.utf8.prefix(TagScanner.longestValue)
            packed.append(UInt8(bytes.count))
            packed += bytes
        }
    }
}

extension MemberTags: ExpressibleByDictionaryLiteral {
    /// Makes tags of a literal, in its order.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { (key: $0.0, value: $0.1) })
    }
}
