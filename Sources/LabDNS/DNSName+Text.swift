extension DNSName: CustomStringConvertible {
    /// Reads a name in presentation form, with or without the final dot (RFC 1035, 5.1).
    ///
    /// `\.` stands for a dot inside a label and `\065` for an octet by its number; `nil` where a
    /// label is empty or a limit is passed.
    public init?(_ text: String) {
        if text == "." {
            self = .root
            return
        }
        var wire: [UInt8] = [0]
        wire.reserveCapacity(text.utf8.count + 2)
        var start = 0
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            if byte == UInt8(ascii: ".") {
                guard wire.count > start + 1 else { return nil }
                start = wire.count
                wire.append(0)
                continue
            }
            guard let octet = DNSName.octet(byte, &bytes) else { return nil }
            wire.append(octet)
            guard wire.count - start - 1 <= DNSName.maximumLabelLength,
                wire.count < DNSName.maximumLength
            else { return nil }
            wire[start] = UInt8(truncatingIfNeeded: wire.count - start - 1)
        }
        guard wire.count > 1 else { return nil }
        if wire.count > start + 1 { wire.append(0) }
        self.init(uncheckedWire: wire)
    }

    /// Makes a name of a text's labels, cut at its dots, and of another name that they stand before.
    ///
    /// Nothing is escaped in the text; `nil` where a label is empty or a limit is passed.
    public init?(_ text: String, below zone: DNSName) {
        var wire: [UInt8] = [0]
        wire.reserveCapacity(text.utf8.count + 1 + zone.wire.count)
        var start = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") {
                guard wire[start] > 0 else { return nil }
                start = wire.count
                wire.append(0)
            } else {
                guard wire[start] < DNSName.maximumLabelLength else { return nil }
                wire.append(byte)
                wire[start] += 1
            }
        }
        wire += zone.wire
        guard wire[start] > 0, wire.count <= DNSName.maximumLength else { return nil }
        self.init(uncheckedWire: wire)
    }

    private static func octet(
        _ byte: UInt8, _ rest: inout String.UTF8View.Iterator
    ) -> UInt8? {
        guard byte == UInt8(ascii: "\\") else { return byte }
        guard let first = rest.next() else { return nil }
        guard first.isDigit else { return first }
        guard let second = rest.next(), let third = rest.next(), second.isDigit, third.isDigit
        else { return nil }
        let value = Int(first - 48) * 100 + Int(second - 48) * 10 + Int(third - 48)
        return UInt8(exactly: value)
    }

    /// The name in presentation form with the final dot; what is no printable ASCII is escaped.
    public var description: String {
        if wire.count <= 1 { return "." }
        var text: [UInt8] = []
        text.reserveCapacity(wire.count)
        for range in labelRanges {
            for byte in wire[range] { DNSName.append(byte, to: &text) }
            text.append(UInt8(ascii: "."))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: " "),
            UInt8(ascii: ";"), UInt8(ascii: "@"), UInt8(ascii: "("), UInt8(ascii: ")"):
            text += [UInt8(ascii: "\\"), byte]
        case 33...126:
            text.append(byte)
        default:
            text += [UInt8(ascii: "\\"), 48 + byte / 100, 48 + byte / 10 % 10, 48 + byte % 10]
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (48...57).contains(self) }
}
