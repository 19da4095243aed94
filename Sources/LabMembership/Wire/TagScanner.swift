/// Walks over packed tags without making texts of what nobody asked for.
///
/// A pair is a key, then a value. A key is the number of a well-known key, or 32 + its length and
/// its bytes. A value is its length and its bytes, or 255 and the 16 bytes of a UUID.
struct TagScanner {
    /// A pair: where its parts are.
    struct Tag {
        /// The place of a well-known key in the list, or -1.
        var code: Int
        var key: Range<Int>
        var value: Range<Int>
        var isID: Bool
    }

    /// The tags of a Consul agent (Consul 1.8, `agent/consul/server_serf.go` and `client_serf.go`).
    static let wellKnownKeys = [
        "role", "dc", "id", "build", "vsn", "vsn_min", "vsn_max", "port", "expect", "bootstrap",
        "raft_vsn", "wan_join_port", "acls", "segment", "ft_fs", "ft_si", "nonvoter", "use_tls",
    ]
    static let firstLength: UInt8 = 32
    static let longestKey = 223
    static let idMark: UInt8 = 255
    static let longestValue = 254

    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next pair; `nil` at the end and where the bytes are broken.
    mutating func next() -> Tag? {
        var cursor = position
        guard cursor < end else { return nil }
        let first = bytes[cursor]
        cursor += 1
        var code = -1
        var key = cursor..<cursor
        if first < TagScanner.firstLength {
            code = Int(first)
            guard code < TagScanner.wellKnownKeys.count else { return nil }
        } else {
            key = cursor..<cursor + Int(first - TagScanner.firstLength)
            cursor = key.upperBound
        }
        guard cursor < end else { return nil }
        let isID = bytes[cursor] == TagScanner.idMark
        let length = isID ? 16 : Int(bytes[cursor])
        cursor += 1
        guard end - cursor >= length else { return nil }
        position = cursor + length
        return Tag(code: code, key: key, value: cursor..<position, isID: isID)
    }

    /// Whether the bytes are whole pairs up to the end.
    mutating func isWellFormed() -> Bool {
        while next() != nil {}
        return position == end
    }

    func key(of tag: Tag) -> String {
        tag.code >= 0
            ? TagScanner.wellKnownKeys[tag.code] : String(decoding: bytes[tag.key], as: UTF8.self)
    }

    func value(of tag: Tag) -> String {
        guard tag.isID else { return String(decoding: bytes[tag.value], as: UTF8.self) }
        return TagScanner.idText(bytes[tag.value])
    }

    /// A number that stands for the value when values are compared.
    func valueKey(of tag: Tag) -> NodeKey { NodeKey(utf8: bytes[tag.value]) }

    /// The value of a key after the present place.
    mutating func value(ofKey key: String) -> String? {
        let code = TagScanner.wellKnownKeys.firstIndex(of: key) ?? -1
        while let tag = next() {
            if tag.code == code, code >= 0 || bytes[tag.key].elementsEqual(key.utf8) {
                return value(of: tag)
            }
        }
        return nil
    }

    /// The 16 bytes of a UUID in its usual text form with small letters (RFC 9562); `nil` for others.
    static func packedID(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 36 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(16)
        var high: UInt8?
        for (place, character) in text.utf8.enumerated() {
            if place == 8 || place == 13 || place == 18 || place == 23 {
                guard character == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = hexadecimalDigit(character) else { return nil }
            if let first = high {
                result.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return result
    }

    private static func hexadecimalDigit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func idText(_ bytes: ArraySlice<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (place, byte) in bytes.enumerated() {
            if place == 4 || place == 6 || place == 8 || place == 10 {
                text.append(UInt8(ascii: "-"))
            }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
