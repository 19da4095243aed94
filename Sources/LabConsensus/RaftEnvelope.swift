/// A message to another server; the owner's transport carries it, or drops it.
public struct RaftEnvelope: Hashable, Sendable {
    /// Who it is for.
    public var to: ServerID
    /// What `Raft.receive` takes there.
    public var bytes: [UInt8]

    /// Makes an envelope.
    public init(to: ServerID, bytes: [UInt8]) {
        self.to = to
        self.bytes = bytes
    }
}
