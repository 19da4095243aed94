import LabNetwork

extension RegistratorConfiguration {
    /// Reads the arguments of the real program's command line, without the program's name.
    ///
    /// As Go's flag package has it, `-tags=a`, `-tags a` and `--tags a` are the same, and a switch
    /// is turned off by `-cleanup=false`. The registry's address comes last.
    ///
    /// - Throws: `RegistratorUsageError` for what the real program refuses, and for registries that
    ///   the lab does not have.
    public init(arguments: [String]) throws(RegistratorUsageError) {
        self.init()
        var lifetime: Int64?
        var refresh: Int64?
        var rest = arguments[...]
        while let word = rest.first, word.hasPrefix("-"), word != "-" {
            rest = rest.dropFirst()
            if word == "--" { break }
            var flag = Flag(word)
            if !Flag.switches.contains(flag.name), flag.value == nil {
                flag.value = rest.popFirst()
            }
            switch flag.name {
            case "ttl": lifetime = try flag.number()
            case "ttl-refresh": refresh = try flag.number()
            default: try set(flag)
            }
        }
        guard rest.count == 1, let address = rest.first else {
            throw RegistratorUsageError(
                rest.isEmpty
                    ? "the registry's address is missing, such as consul://127.0.0.1:8500"
                    : "options stand before the registry's address, and nothing after it")
        }
        try RegistratorConfiguration.check(lifetime: lifetime, refresh: refresh)
        try setRegistry(address)
    }

    private mutating func set(_ flag: Flag) throws(RegistratorUsageError) {
        switch flag.name {
        case "ip": address = try flag.text()
        case "internal": usesInternalPorts = try flag.isOn()
        case "explicit": isExplicit = try flag.isOn()
        case "useIpFromLabel": addressLabel = try flag.text()
        case "tags": tags = try flag.text()
        case "cleanup": removesDanglingServices = try flag.isOn()
        case "resync":
            let seconds = try flag.number()
            resyncInterval = seconds > 0 ? .seconds(seconds) : nil
        case "deregister":
            guard let choice = Deregistration(rawValue: try flag.text()) else {
                throw RegistratorUsageError("-deregister must be \"always\" or \"on-success\"")
            }
            deregistration = choice
        case "retry-attempts":
            let count = try flag.number()
            retryAttempts = count == -1 ? nil : Int(count)
        case "retry-interval":
            let milliseconds = try flag.number()
            guard milliseconds > 0 else {
                throw RegistratorUsageError("-retry-interval must be greater than 0")
            }
            retryInterval = .milliseconds(milliseconds)
        default:
            throw RegistratorUsageError("flag provided but not defined: -\(flag.name)")
        }
    }

    /// Expiry is for registries of the etcd kind; with Consul it does nothing.
    private static func check(
        lifetime: Int64?, refresh: Int64?
    ) throws(RegistratorUsageError) {
        guard lifetime != nil || refresh != nil else { return }
        guard let lifetime, let refresh else {
            throw RegistratorUsageError("-ttl and -ttl-refresh must be specified together or not")
        }
        guard lifetime > refresh else {
            throw RegistratorUsageError("-ttl must be greater than -ttl-refresh")
        }
    }

    private mutating func setRegistry(_ text: String) throws(RegistratorUsageError) {
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].last == ":", parts[1].isEmpty else {
            throw RegistratorUsageError("\(text) is no address such as consul://127.0.0.1:8500")
        }
        switch parts[0] {
        case "consul:": registry = .consul
        case "consulkv:": registry = .consulKV(prefix: parts.count > 3 ? String(parts[3]) : "")
        default: throw RegistratorUsageError("unrecognized adapter: \(text)")
        }
        guard !parts[2].isEmpty else { return }
        let pieces = parts[2].split(separator: ":", omittingEmptySubsequences: false)
        let host: IPv4Address? = pieces[0] == "localhost" ? .loopback : IPv4Address(pieces[0])
        let port = pieces.count == 2 ? UInt16(pieces[1]) : 8500
        guard pieces.count <= 2, let host, let port else {
            throw RegistratorUsageError("\(parts[2]) is no IPv4 address with a port")
        }
        endpoint = Endpoint(host, port)
    }
}

/// One option of a command line as Go's flag package reads it.
private struct Flag {
    static let switches = ["internal", "explicit", "cleanup"]

    let name: String
    var value: String?

    init(_ word: String) {
        let text = word.drop { $0 == "-" }
        let end = text.firstIndex(of: "=") ?? text.endIndex
        name = String(text[..<end])
        value = end == text.endIndex ? nil : String(text[text.index(after: end)...])
    }

    func text() throws(RegistratorUsageError) -> String {
        guard let value else { throw RegistratorUsageError("flag needs an argument: -\(name)") }
        return value
    }

    func number() throws(RegistratorUsageError) -> Int64 {
        let value = try text()
        // What is added up later in nanoseconds must not overflow; 32 bits of seconds do not.
        guard let number = Int32(value) else {
            throw RegistratorUsageError("invalid value \"\(value)\" for flag -\(name)")
        }
        return Int64(number)
    }

    func isOn() throws(RegistratorUsageError) -> Bool {
        switch value {
        case nil, "true", "1", "t", "T", "TRUE", "True": return true
        case "false", "0", "f", "F", "FALSE", "False": return false
        default:
            throw RegistratorUsageError("invalid boolean value \"\(value ?? "")\" for -\(name)")
        }
    }
}
