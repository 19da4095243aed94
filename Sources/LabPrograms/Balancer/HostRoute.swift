/// Requests whose `Host` field begins in a certain way go to one upstream (haproxy, `hdr_beg -i`).
struct HostRoute {
    private let prefix: [UInt8]
    /// The upstream's index.
    let upstream: Int

    /// Makes the route of `<service>.<domain>`.
    init(service: String, domain: String, upstream: Int) {
        prefix = "\(service).\(domain)".utf8.map(HostRoute.lowercased)
        self.upstream = upstream
    }

    /// Whether a host begins with the prefix, whatever the case of ASCII letters.
    func takes(_ host: String) -> Bool {
        host.utf8.count >= prefix.count
            && zip(host.utf8, prefix).allSatisfy { HostRoute.lowercased($0) == $1 }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }
}
