import LabNetwork

/// How long a client waits.
public struct HTTPTimeouts: Hashable, Sendable {
    /// For the connection to stand.
    public var connect: Interval
    /// For everything, from the first SYN to the last byte of the answer.
    public var total: Interval

    /// Makes time limits; the connection has as long as everything where it is not said.
    public init(connect: Interval? = nil, total: Interval) {
        self.connect = connect ?? total
        self.total = total
    }
}
