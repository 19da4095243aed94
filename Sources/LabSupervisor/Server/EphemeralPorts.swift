/// The ports that a host's engine gives to containers, each in its turn.
///
/// They begin where Linux and Docker begin (32768) and end before those that a host's agent leaves to
/// outgoing connections (RFC 6335, section 6), so that nobody holds one before its container does.
struct EphemeralPorts {
    private static let range: ClosedRange<UInt16> = 32_768...49_151
    private var next = EphemeralPorts.range.lowerBound

    /// The next port that nobody holds.
    mutating func take(besides used: Set<UInt16>) -> UInt16 {
        while true {
            let port = next
            next = port >= Self.range.upperBound ? Self.range.lowerBound : port + 1
            if !used.contains(port) { return port }
        }
    }
}
