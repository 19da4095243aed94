import LabNetwork
import LabProgram

/// The host and port that a check tests, read from a URL or from `host:port`.
struct CheckTarget: Hashable {
    /// Where to connect.
    var endpoint: Endpoint
    /// The host and port as they were written, for the `Host` header.
    var authority: String
    /// The path and query; `/` where there is none.
    var path: String

    /// Why a target can't be tested.
    struct Unusable: Error, Hashable {
        /// As Consul would print it.
        var reason: String
    }

    /// Reads a URL.
    init(url: String) throws(Unusable) {
        let prefix = "http://"
        guard url.count > prefix.count, url.prefix(prefix.count).equalsIgnoringCase(prefix) else {
            let scheme = url.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
            throw Unusable(reason: "unsupported protocol scheme \"\(scheme)\"")
        }
        let rest = url.dropFirst(prefix.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        authority = String(rest[..<end])
        endpoint = try CheckTarget.endpoint(of: rest[..<end], defaultPort: 80)
        let tail = rest[end...].prefix { $0 != "#" }
        path = tail.first == "/" ? String(tail) : "/" + tail
    }

    /// Reads `host:port`.
    init(address: String) throws(Unusable) {
        authority = address
        path = "/"
        endpoint = try CheckTarget.endpoint(of: address[...], defaultPort: nil)
    }

    private static func endpoint(
        of text: Substring, defaultPort: UInt16?
    ) throws(Unusable) -> Endpoint {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let host = parts.first ?? ""
        let port = parts.count == 2 ? UInt16(parts[1]) : defaultPort
        guard let port else {
            throw Unusable(reason: "dial tcp: address \(text): missing port in address")
        }
        if host.equalsIgnoringCase("localhost") { return Endpoint(.loopback, port) }
        guard let address = IPv4Address(host) else {
            throw Unusable(reason: "dial tcp: lookup \(host): no such host")
        }
        return Endpoint(address == .any ? .loopback : address, port)
    }
}
