/// The parameters behind the `?` of a request's target, with repeats, as Go's `net/url` reads them.
struct QueryParameters: Hashable, Sendable {
    private struct Pair: Hashable, Sendable {
        var name: String
        var value: String
    }

    private var pairs: [Pair] = []

    /// Reads the text behind the `?`; pairs that are broken are left out.
    init(_ query: some StringProtocol) {
        for part in query.utf8.split(whereSeparator: { $0 == 0x26 || $0 == 0x3b }) {
            let sides = part.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decode(sides[0], plusIsSpace: true),
                let value = PercentCoding.decode(
                    sides.count > 1 ? sides[1] : part.prefix(0), plusIsSpace: true)
            else { continue }
            pairs.append(Pair(name: name, value: value))
        }
    }

    /// Whether the parameter is there, with a value or without.
    func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    /// The first value of a parameter; empty where it is not there.
    func first(_ name: String) -> String { pairs.first { $0.name == name }?.value ?? "" }

    /// All values of a parameter.
    func all(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }

    /// The parameters sorted by name, as Go's `Values.Encode` writes them.
    var encoded: String {
        var names: [String] = []
        for pair in pairs where !names.contains(pair.name) { names.append(pair.name) }
        names.sort { TextOrder.precedes($0, $1) }
        return names.flatMap { name in
            all(name).map {
                PercentCoding.encodeQuery(name) + "=" + PercentCoding.encodeQuery($0)
            }
        }.joined(separator: "&")
    }
}

/// Percent-encoding (RFC 3986, section 2.1).
enum PercentCoding {
    /// The text of escaped bytes; `nil` where an escape is broken.
    static func decode(
        _ bytes: some Collection<UInt8>, plusIsSpace: Bool = false
    ) -> String? {
        guard bytes.contains(where: { $0 == 0x25 || $0 == 0x2b }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = iterator.next().flatMap(digit),
                    let low = iterator.next().flatMap(digit)
                else { return nil }
                decoded.append(high << 4 | low)
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// A part of a query (Go's `QueryEscape`).
    static func encodeQuery(_ text: String) -> String {
        encode(text, keeping: "-_.~").split(
            separator: "%20", omittingEmptySubsequences: false
        ).joined(separator: "+")
    }

    /// A path.
    static func encodePath(_ path: String) -> String { encode(path, keeping: "-_.~/:@$&+,;=") }

    private static func encode(_ text: String, keeping others: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a:
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            case _ where others.utf8.contains(byte):
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count < 2 ? "%0" + digits : "%" + digits
            }
        }
        return encoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
