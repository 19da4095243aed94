/// The parts of an id that a registrator gave, `<hostname>:<container name>:<port>[:udp]`.
struct RegistrationID: Hashable {
    /// The name of the registrator's host.
    let hostname: String
    /// The container's name.
    let containerName: String

    /// Reads an id; `nil` for one that no registrator gave.
    ///
    /// It is the regular expression `^(.+?):([a-zA-Z0-9][a-zA-Z0-9_.-]+):[0-9]+(?::udp)?$` of the
    /// real program: a container's name has no colon, so the parts count from the end.
    init?(_ text: String) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.last == "udp" { parts.removeLast() }
        guard parts.count >= 3, let port = parts.popLast(), let name = parts.popLast(),
            !port.isEmpty, port.utf8.allSatisfy({ (48...57).contains($0) }),
            name.utf8.count >= 2, let first = name.utf8.first, Self.isAlphanumeric(first),
            name.utf8.allSatisfy({ Self.isAlphanumeric($0) || "_.-".utf8.contains($0) })
        else { return nil }
        hostname = parts.joined(separator: ":")
        containerName = String(name)
        if hostname.isEmpty { return nil }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            false
        }
    }
}
