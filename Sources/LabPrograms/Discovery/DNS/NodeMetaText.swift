/// The text of a TXT record for a pair of a node's metadata (spec 3.4; RFC 1464, 2).
enum NodeMetaText {
    /// The strings of the record, of at most 255 octets each (RFC 1035, 3.3).
    static func strings(of pair: CatalogPair) -> [[UInt8]] {
        let text = text(of: pair)
        if text.count <= 255 { return [text] }
        return stride(from: 0, to: text.count, by: 255).map {
            Array(text[$0..<min($0 + 255, text.count)])
        }
    }

    private static func text(of pair: CatalogPair) -> [UInt8] {
        if pair.key.lowercased().hasPrefix("rfc1035-") { return Array(pair.value.utf8) }
        var text = encoded(key: Array(pair.key.utf8))
        text.append(UInt8(ascii: "="))
        for byte in pair.value.utf8 {
            if byte == backquote { text.append(backquote) }
            text.append(byte)
        }
        return text
    }

    /// Backquotes, equals signs, and spaces at both ends get a backquote.
    private static func encoded(key: [UInt8]) -> [UInt8] {
        let space = UInt8(ascii: " ")
        let first = key.firstIndex { $0 != space } ?? key.count
        let last = key.lastIndex { $0 != space } ?? -1
        var text: [UInt8] = []
        text.reserveCapacity(key.count + 2)
        for (index, byte) in key.enumerated() {
            let isOuterSpace = index < first || index > last
            if isOuterSpace || byte == backquote || byte == UInt8(ascii: "=") {
                text.append(backquote)
            }
            text.append(byte)
        }
        return text
    }

    private static let backquote = UInt8(ascii: "`")
}
