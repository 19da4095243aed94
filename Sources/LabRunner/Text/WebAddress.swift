import LabModel

/// The address of a resource behind plain HTTP: `http://host[:port]/path?query` (RFC 3986).
struct WebAddress: Hashable {
    /// The host's name or address.
    let host: String
    /// The port, 80 where it is not said.
    let port: UInt16
    /// Host and port as they were written.
    let authority: String
    /// The path and the query.
    let target: String

    /// Reads an address.
    ///
    /// - Throws: what is wrong with it, in words.
    init(_ text: String) throws(LabError) {
        guard let colon = text.firstRange(of: "://") else {
            throw LabError("\(text) is no URL: write http://host/path")
        }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "http" else {
            throw LabError("\(scheme) is not supported, only http: \(text)")
        }
        let rest = text[colon.upperBound...].prefix { $0 != "#" }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        authority = String(rest[..<end])
        let tail = String(rest[end...])
        target = tail.hasPrefix("/") ? tail : "/" + tail
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2, !host.contains("@") else {
            throw LabError("\(text) names no host: write http://host/path")
        }
        guard parts.count == 1 || UInt16(parts[1]) != nil else {
            throw LabError("\(parts[1]) is no port: \(text)")
        }
        self.host = String(host)
        port = parts.count == 2 ? UInt16(parts[1]) ?? 80 : 80
    }
}

extension String {
    /// This text with every byte escaped that a path may not hold as it is (RFC 3986, 3.3).
    var percentEncodedPath: String {
        var result = ""
        for byte in utf8 {
            switch byte {
            case 45...57, 65...90, 95, 97...122, 126:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += (byte < 16 ? "%0" : "%") + digits
            }
        }
        return result
    }
}
