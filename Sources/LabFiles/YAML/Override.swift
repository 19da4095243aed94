/// A value from the command line that takes the place of one in a file.
public struct Override: Hashable, Sendable {
    /// The keys on the way to the value, with dots between them, as in `components.discovery.use`.
    public var path: String
    /// The value as YAML.
    public var valueText: String

    /// Makes an override.
    public init(path: String, valueText: String) {
        self.path = path
        self.valueText = valueText
    }

    /// Reads `a.b=c`.
    ///
    /// - Throws: `FileError` where there is no `=` or nothing before it.
    public init(argument: String) throws(FileError) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
            throw FileError("--set \(argument): write KEY=VALUE, as in --set timeout=1m")
        }
        path = String(argument[..<equals])
        valueText = String(argument[argument.index(after: equals)...])
    }
}
