import LabProgram

/// Turns the header fields of one side into those for the other.
enum ProxyHeaders {
    /// Whether a field is about one connection alone (RFC 9110, 7.6.1).
    private static func isHopByHop(_ name: String) -> Bool {
        switch name.utf8.count {
        case 2: name.equalsIgnoringCase("TE")
        case 7: name.equalsIgnoringCase("Trailer") || name.equalsIgnoringCase("Upgrade")
        case 10: name.equalsIgnoringCase("Connection") || name.equalsIgnoringCase("Keep-Alive")
        case 16: name.equalsIgnoringCase("Proxy-Connection")
        case 17: name.equalsIgnoringCase("Transfer-Encoding")
        default: false
        }
    }

    /// The fields that a server gets.
    ///
    /// - Parameters:
    ///   - host: what stands in for the client's `Host` field; `nil` to leave that.
    ///   - client: the client's address, for `X-Forwarded-For` and `X-Real-IP`.
    static func forServer(
        _ headers: [HTTPHeader], host: String?, client: String
    ) -> [HTTPHeader] {
        var result: [HTTPHeader] = []
        result.reserveCapacity(headers.count + 3)
        var chain = client
        for header in headers where !isHopByHop(header.name) {
            if let host, header.name.equalsIgnoringCase("Host") {
                result.append(HTTPHeader("Host", host))
            } else if header.name.equalsIgnoringCase("X-Forwarded-For") {
                chain = "\(header.value), \(client)"
            } else if !header.name.equalsIgnoringCase("X-Real-IP") {
                result.append(header)
            }
        }
        result.append(HTTPHeader("X-Forwarded-For", chain))
        result.append(HTTPHeader("X-Real-IP", client))
        return result
    }

    /// The fields that a client gets.
    static func forClient(_ headers: [HTTPHeader]) -> [HTTPHeader] {
        guard headers.contains(where: { isHopByHop($0.name) }) else { return headers }
        return headers.filter { !isHopByHop($0.name) }
    }
}
