import LabNetwork

/// A UDP datagram as it arrived.
public struct Datagram: Sendable {
    /// The port that it came to.
    public var port: UInt16
    /// Who sent it.
    public var source: Endpoint
    /// Its bytes.
    public var payload: [UInt8]

    /// Makes a datagram.
    @inlinable
    public init(port: UInt16, source: Endpoint, payload: [UInt8]) {
        self.port = port
        self.source = source
        self.payload = payload
    }
}
