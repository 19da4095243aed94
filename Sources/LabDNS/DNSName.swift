/// A domain name in its wire form, at most 255 octets in labels of at most 63 (RFC 1035, 2.3.4).
///
/// Two names are equal when they are spelt alike; what compares as DNS does ignores the case of
/// ASCII letters: `equalsIgnoringCase`.
public struct DNSName: Hashable, Sendable {
    /// The most octets of a name on the wire, its final zero included (RFC 1035, 2.3.4).
    public static let maximumLength = 255
    /// The most octets of one label (RFC 1035, 2.3.4).
    public static let maximumLabelLength = 63
    /// The name of the root zone.
    public static let root = DNSName(uncheckedWire: [0])

    /// The labels, each after its length, and the final zero.
    public let wire: [UInt8]

    /// Makes a name of bytes that are known to be a whole name in wire form.
    init(uncheckedWire wire: [UInt8]) { self.wire = wire }

    /// Makes a name of its labels; `nil` where one is empty or too long, or all together are.
    public init?(labels: some Sequence<some Collection<UInt8>>) {
        var wire: [UInt8] = []
        wire.reserveCapacity(48)
        for label in labels {
            guard !label.isEmpty, label.count <= DNSName.maximumLabelLength,
                wire.count + label.count + 2 <= DNSName.maximumLength
            else { return nil }
            wire.append(UInt8(truncatingIfNeeded: label.count))
            wire.append(contentsOf: label)
        }
        wire.append(0)
        self.wire = wire
    }

    /// The labels from the left, without the root's empty one.
    public var labels: [[UInt8]] { labelRanges.map { Array(wire[$0]) } }

    /// Where each label's octets are in `wire`, from the left.
    public var labelRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(8)
        var start = 0
        while start < wire.count, wire[start] != 0 {
            let end = start + 1 + Int(wire[start])
            ranges.append(start + 1..<end)
            start = end
        }
        return ranges
    }

    /// The name in small letters.
    public var lowercased: DNSName {
        var wire = wire
        for index in wire.indices { wire[index] = wire[index].lowercasedASCII }
        return DNSName(uncheckedWire: wire)
    }

    /// Whether two names are the same but for the case of ASCII letters (RFC 4343).
    public func equalsIgnoringCase(_ other: DNSName) -> Bool {
        wire.count == other.wire.count && hasSuffixIgnoringCase(other, from: 0)
    }

    /// Whether this name is another one or lies below it, without regard to case.
    public func isInside(_ zone: DNSName) -> Bool {
        var start = 0
        while start < wire.count {
            if wire.count - start == zone.wire.count {
                return hasSuffixIgnoringCase(zone, from: start)
            }
            start += 1 + Int(wire[start])
        }
        return false
    }

    /// A label's length is below 64 and so is never taken for a capital letter.
    private func hasSuffixIgnoringCase(_ other: DNSName, from start: Int) -> Bool {
        var index = start
        for byte in other.wire {
            let own = wire[index]
            if own != byte, own.lowercasedASCII != byte.lowercasedASCII { return false }
            index += 1
        }
        return true
    }
}

extension UInt8 {
    /// The byte with an ASCII capital made small.
    @inlinable
    var lowercasedASCII: UInt8 { (65...90).contains(self) ? self | 0x20 : self }
}
