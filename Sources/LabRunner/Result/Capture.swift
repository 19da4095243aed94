/// What a command wrote, kept under the name that the scenario gives it.
public struct Capture: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The host that the command ran on.
    public var host: String
    /// What it wrote on its output, without the line ends at its end.
    public var output: String

    /// Makes a record.
    public init(name: String, host: String, output: String) {
        self.name = name
        self.host = host
        self.output = output
    }
}
