/// What a capture has written.
public struct CaptureSummary: Hashable, Sendable {
    /// Packets kept for the reader.
    public var packets: UInt64
    /// Packets left out because the reader was too slow or gone.
    public var dropped: UInt64
}
