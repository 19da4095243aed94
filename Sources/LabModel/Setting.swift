/// A value of a configuration file whose meaning its reader decides.
public indirect enum Setting: Hashable, Codable, Sendable {
    case null
    case flag(Bool)
    case integer(Int64)
    case decimal(Double)
    case text(String)
    case list([Setting])
    case map([Entry])

    /// One key of a map with its value; maps keep the file's order.
    public struct Entry: Hashable, Codable, Sendable {
        /// The key.
        public var key: String
        /// The value.
        public var value: Setting
        /// Where the key stands, if it comes from a file.
        public var location: SourceLocation?

        /// Makes an entry.
        public init(_ key: String, _ value: Setting, at location: SourceLocation? = nil) {
            self.key = key
            self.value = value
            self.location = location
        }
    }

    /// The value of a key, where this is a map that has it.
    public subscript(key: String) -> Setting? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The text, where this is one.
    public var text: String? { if case .text(let value) = self { value } else { nil } }
    /// The whole number, where this is one.
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    /// The truth value, where this is one.
    public var flag: Bool? { if case .flag(let value) = self { value } else { nil } }
    /// The elements, where this is a list.
    public var list: [Setting]? { if case .list(let value) = self { value } else { nil } }
    /// The entries, where this is a map.
    public var entries: [Entry]? { if case .map(let value) = self { value } else { nil } }
}
