/// A host's way onto a network, as one interface of a capture file.
public struct CaptureInterface: Hashable, Sendable {
    /// The host's number in the model.
    public var host: Int
    /// The network's number in the model.
    public var network: Int
    /// How the file names it, such as `host-1 eth0`.
    public var name: String

    /// Names an interface.
    public init(host: Int, network: Int, name: String) {
        self.host = host
        self.network = network
        self.name = name
    }
}
