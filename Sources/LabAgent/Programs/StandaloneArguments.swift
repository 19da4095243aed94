import LabComponents
import LabHost
import LabModel
import LabNetwork
import LabProgram

#if canImport(Glibc)
import Glibc
#endif

/// What a person asks for who runs a program by itself.
struct StandaloneArguments: Equatable {
    let kind: StandaloneKind
    private(set) var node: String
    private(set) var bind = IPv4Address.loopback
    private(set) var data: String?
    private(set) var engine: String?
    private(set) var settings = Setting.map([])

    /// Reads the arguments after the program's name.
    init(_ kind: StandaloneKind, _ arguments: [String]) throws(UsageError) {
        self.kind = kind
        node = Self.machineName
        var rest = arguments[...]
        while var flag = rest.popFirst() {
            var value: String?
            if flag.hasPrefix("--"), let equals = flag.firstIndex(of: "=") {
                value = String(flag[flag.index(after: equals)...])
                flag = String(flag[..<equals])
            }
            guard ["--node", "--bind", "--data", "--engine", "--set"].contains(flag) else {
                throw UsageError(
                    "\(flag) is unknown; there are --node, --bind, --data, --engine and --set")
            }
            guard let value = value ?? rest.popFirst() else {
                throw UsageError("\(flag) needs a value after it")
            }
            try take(flag, value)
        }
    }

    private mutating func take(_ flag: String, _ value: String) throws(UsageError) {
        switch flag {
        case "--node":
            guard !value.isEmpty else { throw UsageError("--node needs a name") }
            node = value
        case "--bind":
            guard let address = IPv4Address(value) else {
                throw UsageError("--bind needs an IPv4 address such as 127.0.0.1, not \(value)")
            }
            bind = address
        case "--data": data = value
        case "--engine": engine = value
        default: try set(value)
        }
    }

    private mutating func set(_ assignment: String) throws(UsageError) {
        guard let equals = assignment.firstIndex(of: "="), equals > assignment.startIndex else {
            throw UsageError("--set needs KEY=VALUE, not \(assignment)")
        }
        let key = String(assignment[..<equals])
        guard kind.knows(key) else {
            throw UsageError("--set \(key): \(kind.rawValue) has no such key")
        }
        let value = Setting(argument: String(assignment[assignment.index(after: equals)...]))
        settings = settings.setting(key.split(separator: ".").map(String.init)[...], to: value)
    }

    /// The name of this machine, up to its first dot.
    private static var machineName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "node" }
        let name = String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return name.split(separator: ".").first.map(String.init) ?? "node"
    }
}

extension Setting {
    /// A value as it is written after `--set KEY=`.
    init(argument: String) {
        if argument.count >= 2, argument.hasPrefix("\""), argument.hasSuffix("\"") {
            self = .text(String(argument.dropFirst().dropLast()))
        } else if argument.contains(",") {
            self = .list(argument.split(separator: ",").map { .text(String($0)) })
        } else if let number = Int64(argument) {
            self = .integer(number)
        } else if let flag = Bool(argument) {
            self = .flag(flag)
        } else {
            self = .text(argument)
        }
    }

    /// This map with a value under a key, or under keys within keys.
    func setting(_ path: ArraySlice<String>, to value: Setting) -> Setting {
        guard let key = path.first else { return value }
        var entries = entries ?? []
        let inner = (self[key] ?? .map([])).setting(path.dropFirst(), to: value)
        entries.removeAll { $0.key == key }
        return .map(entries + [Entry(key, inner)])
    }
}
