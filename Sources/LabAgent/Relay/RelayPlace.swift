/// Where a relay keeps what is on its computer.
public struct RelayPlace: Hashable, Codable, Sendable {
    /// The version of what it speaks.
    public var version: Int
    /// What stays for later labs, by content.
    public var cache: String
    /// What goes when the relay ends.
    public var work: String

    /// The version that this program speaks.
    public static let currentVersion = 2
}
