/// Writes the parts of a message and finds the names that can be compressed (RFC 1035, 4.1.4).
struct DNSWriter {
    /// A pointer has fourteen bits.
    static let maximumPointer = 0x3fff

    var bytes: [UInt8] = []
    private let isCompressing: Bool
    private var suffixes = DNSSuffixTable()
    /// The first question's name, written right after the header; most records belong to it.
    private var firstName: DNSName?
    private var hasIndexedFirstName = false

    init(isCompressing: Bool, capacity: Int) {
        self.isCompressing = isCompressing
        bytes.reserveCapacity(capacity)
    }

    @inline(__always)
    mutating func number16(_ value: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value))
    }

    mutating func number32(_ value: UInt32) {
        number16(UInt16(truncatingIfNeeded: value >> 16))
        number16(UInt16(truncatingIfNeeded: value))
    }

    /// Writes the name of the first question, which nothing before it can shorten.
    mutating func firstName(_ name: DNSName) {
        firstName = name
        bytes += name.wire
    }

    /// Writes a name.
    ///
    /// - Parameter canPoint: whether its end may be a pointer; where not, later names may still
    ///   point into it (RFC 2782 for targets).
    mutating func name(_ name: DNSName, canPoint: Bool = true) {
        guard isCompressing, name.wire.count > 1 else {
            bytes += name.wire
            return
        }
        if let firstName {
            if canPoint, name == firstName {
                number16(0xc000 | UInt16(DNSHeader.length))
                return
            }
            if !hasIndexedFirstName {
                hasIndexedFirstName = true
                index(firstName, at: DNSHeader.length)
            }
        }
        write(name, canPoint: canPoint)
    }

    private mutating func index(_ name: DNSName, at offset: Int) {
        var start = 0
        while name.wire[start] != 0 {
            suffixes.insert(name.wire, from: start, at: offset + start)
            start += 1 + Int(name.wire[start])
        }
    }

    private mutating func write(_ name: DNSName, canPoint: Bool) {
        let wire = name.wire
        let offset = bytes.count
        var start = 0
        while wire[start] != 0 {
            if let target = suffixes.find(wire, from: start, in: bytes) {
                guard canPoint else { break }
                bytes += wire[..<start]
                number16(0xc000 | target)
                return
            }
            if offset + start <= DNSWriter.maximumPointer {
                suffixes.insert(wire, from: start, at: offset + start)
            }
            start += 1 + Int(wire[start])
        }
        bytes += wire
    }
}
