import LabModel

/// The name that keeps a lab apart from others, and where that lab keeps what is on disk.
public struct LabEnvironment: Hashable, Sendable {
    /// The name.
    public let name: String

    /// Makes an environment.
    ///
    /// - Throws: `LabError` for a name that is no RFC 1123 label.
    public init(name: String) throws(LabError) { self.name = name }
}
