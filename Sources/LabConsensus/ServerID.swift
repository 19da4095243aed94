/// Who a server is for the others: the 128-bit node id of its agent.
public struct ServerID: Hashable, Comparable, Sendable {
    /// The 128 bits of the id.
    public var rawValue: UInt128

    /// Makes an id of its bits.
    @inlinable
    public init(rawValue: UInt128) { self.rawValue = rawValue }

    /// Reads the text form of a UUID; `nil` when there are not exactly 32 hexadecimal digits.
    public init?(_ text: some StringProtocol) {
        var bits: UInt128 = 0
        var digits = 0
        for character in text.utf8 where character != UInt8(ascii: "-") {
            guard let digit = ServerID.value(ofHexDigit: character), digits < 32 else { return nil }
            bits = bits << 4 | UInt128(digit)
            digits += 1
        }
        guard digits == 32 else { return nil }
        rawValue = bits
    }

    private static func value(ofHexDigit character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The order of the bits.
    @inlinable
    public static func < (a: ServerID, b: ServerID) -> Bool { a.rawValue < b.rawValue }
}

extension ServerID: CustomStringConvertible {
    /// The text form of a UUID, in small letters.
    public var description: String {
        var text = ""
        for place in 0..<32 {
            if place == 8 || place == 12 || place == 16 || place == 20 { text += "-" }
            let digit = UInt8(truncatingIfNeeded: rawValue >> UInt128((31 - place) * 4)) & 0xf
            let zero = digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10
            text.unicodeScalars.append(Unicode.Scalar(zero + digit))
        }
        return text
    }
}
