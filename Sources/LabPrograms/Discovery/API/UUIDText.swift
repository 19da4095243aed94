/// 128 bits as text: five groups of small hexadecimal digits (RFC 9562, section 4).
enum UUIDText {
    /// The text of random bits.
    ///
    /// Consul's ids are random throughout; they say nothing about a version.
    static func make(high: UInt64, low: UInt64) -> String {
        let digits = Array(digits(high) + digits(low))
        var text: [UInt8] = []
        for (place, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(place) { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digits(_ bits: UInt64) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return stride(from: 60, through: 0, by: -4).map { digits[Int(bits >> UInt64($0) & 15)] }
    }

    /// What is wrong with a text (go-uuid, `ParseUUID`).
    static func problem(of text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return "uuid string is wrong length" }
        guard [8, 13, 18, 23].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }) else {
            return "uuid is improperly formatted"
        }
        return bits(of: text) == nil ? "decoded hex is the wrong length" : nil
    }

    /// The bits of a text; `nil` where it is none.
    static func bits(of text: String) -> (high: UInt64, low: UInt64)? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        guard digits.count == 32, digits.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let high = UInt64(String(decoding: digits[..<16], as: UTF8.self), radix: 16),
            let low = UInt64(String(decoding: digits[16...], as: UTF8.self), radix: 16)
        else { return nil }
        return (high, low)
    }
}
