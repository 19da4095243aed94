extension String {
    /// The text as one segment of a path in a request line: what is not allowed there, and `/`,
    /// as `%` and two digits (RFC 3986, 3.3).
    var percentEncodedForPath: String {
        if utf8.allSatisfy(Self.isAllowedInSegment) { return self }
        var result = ""
        for byte in utf8 {
            if Self.isAllowedInSegment(byte) {
                result.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += (byte < 16 ? "%0" : "%") + digits
            }
        }
        return result
    }

    private static func isAllowedInSegment(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "-._~!$&'()*+,;=:@".utf8.contains(byte)
        }
    }
}
