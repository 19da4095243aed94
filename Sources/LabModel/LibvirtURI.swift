/// Where machines run, as libvirt writes it (https://libvirt.org/uri.html); QEMU's driver only.
///
/// Such as `qemu:///system`, or `qemu+ssh://me@lab-2:2222/system?keyfile=/etc/lab/key`.
public struct LibvirtURI: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Whose daemon it is.
    public enum Driver: String, Codable, Sendable {
        /// None at all: the driver in the calling process.
        case embed
        /// The user's own.
        case session
        /// The computer's.
        case system
    }

    /// One of the words behind the question mark.
    public struct Parameter: Hashable, Codable, Sendable {
        /// Its name.
        public var name: String
        /// Its value, decoded.
        public var value: String

        /// Makes a value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The words as they were given.
    public let description: String
    /// The other computer; `nil` for this one.
    public let host: String?
    /// The user there; `nil` for the one that ssh takes.
    public let user: String?
    /// The port of its ssh; `nil` for the one that ssh takes.
    public let port: Int?
    /// Whose daemon it is.
    public let driver: Driver
    /// What libvirt is told beside, in order.
    public let parameters: [Parameter]

    /// Whether it is another computer, to which ssh leads.
    public var isRemote: Bool { host != nil }

    /// The value of a parameter.
    public subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Reads a URI.
    ///
    /// - Throws: `LabError` for one that leads to no machines of QEMU, saying what to write.
    public init(_ text: String) throws(LabError) {
        let (address, query) = Self.halves(text, at: "?")
        let (scheme, rest) = Self.halves(address, around: "://")
        guard let rest, let slash = rest.firstIndex(of: "/") else {
            throw Self.error(text, "is no libvirt URI")
        }
        let authority = rest[..<slash]
        guard let driver = Driver(rawValue: String(rest[rest.index(after: slash)...])) else {
            throw Self.error(text, "leads to none of libvirt's daemons for QEMU")
        }
        self.driver = driver
        description = text
        parameters = try Self.parameters(query ?? "", of: text)
        switch scheme {
        case "qemu", "qemu+unix":
            guard authority.isEmpty else {
                throw LabError(
                    "'\(text)' leads to another computer, which works through ssh alone: write "
                        + "qemu+ssh://\(authority)/system")
            }
            (host, user, port) = (nil, nil, nil)
        case "qemu+ssh":
            guard !authority.isEmpty, driver != .embed else {
                throw Self.error(text, "names no computer with a daemon")
            }
            (user, host, port) = try Self.computer(authority, of: text)
        default:
            throw Self.error(text, "is none of QEMU's, or needs another tunnel than ssh")
        }
    }

    /// Reads a URI in one word, as files hold it.
    public init(from decoder: any Decoder) throws {
        self = try LibvirtURI(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes it as it was given.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// The same place with one more parameter, unless it has one of that name.
    public func adding(_ name: String, _ value: String) throws(LabError) -> LibvirtURI {
        guard self[name] == nil else { return self }
        let sign = description.contains("?") ? "&" : "?"
        return try LibvirtURI(description + sign + name + "=" + value)
    }
}

extension LibvirtURI {
    private static func error(_ text: String, _ what: String) -> LabError {
        LabError(
            "'\(text)' \(what): write qemu:///session, qemu:///system or qemu+ssh://HOST/system")
    }

    private static func halves(_ text: String, at mark: Character) -> (Substring, Substring?) {
        guard let place = text.firstIndex(of: mark) else { return (text[...], nil) }
        return (text[..<place], text[text.index(after: place)...])
    }

    private static func halves(
        _ text: Substring, around mark: String
    ) -> (Substring, Substring?) {
        var place = text.startIndex
        while place < text.endIndex {
            if text[place...].hasPrefix(mark) {
                return (text[..<place], text[place...].dropFirst(mark.count))
            }
            place = text.index(after: place)
        }
        return (text, nil)
    }

    /// `[USER@]HOST[:PORT]`, where an IPv6 address stands in brackets (RFC 3986, section 3.2).
    private static func computer(
        _ authority: Substring, of text: String
    ) throws(LabError) -> (user: String?, host: String, port: Int?) {
        var (user, host, port) = (String?.none, authority, Int?.none)
        if let at = authority.lastIndex(of: "@") {
            user = String(authority[..<at])
            host = authority[authority.index(after: at)...]
        }
        let colon = host.last == "]" ? nil : host.lastIndex(of: ":")
        if let colon {
            port = Int(host[host.index(after: colon)...])
            guard let port, (1...65_535).contains(port) else {
                throw error(text, "has a port that is none")
            }
            host = host[..<colon]
        }
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        // What begins with '-' would be an option of ssh.
        guard !host.isEmpty, host.first != "-", user?.first != "-", user != "" else {
            throw error(text, "names no computer")
        }
        return (user, String(host), port)
    }

    private static func parameters(
        _ query: Substring, of text: String
    ) throws(LabError) -> [Parameter] {
        var parameters: [Parameter] = []
        for word in query.split(whereSeparator: { $0 == "&" || $0 == ";" }) {
            let equals = word.firstIndex(of: "=") ?? word.endIndex
            guard let name = decoded(word[..<equals]),
                let value = decoded(word[equals...].dropFirst())
            else { throw error(text, "has a '%' that stands for nothing") }
            parameters.append(Parameter(name, value))
        }
        return parameters
    }

    /// Percent-encoded text (RFC 3986, section 2.1); `nil` where it is not well formed.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
