import LabNetwork

/// Reads the parts of a message from bytes that may be anything.
struct DNSReader {
    /// The most pointers that one name may go through: a name has at most 127 labels, and none
    /// needs more pointers than labels (RFC 1035, 4.1.4).
    static let maximumPointers = 126

    let bytes: [UInt8]
    var position: Int
    /// The name right after the header, which most records have as well.
    private var firstName: DNSName?

    init(_ bytes: [UInt8], position: Int) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func byte() throws(DNSError) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number16() throws(DNSError) -> UInt16 {
        guard bytes.count - position >= 2 else { throw .truncated }
        defer { position += 2 }
        return UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
    }

    mutating func number32() throws(DNSError) -> UInt32 {
        UInt32(try number16()) << 16 | UInt32(try number16())
    }

    mutating func octets(_ count: Int) throws(DNSError) -> [UInt8] {
        guard count <= bytes.count - position else { throw .truncated }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Reads a name and goes on after it, or after its first pointer.
    mutating func name() throws(DNSError) -> DNSName {
        let start = position
        if let firstName, isPointerToFirstName {
            position += 2
            return firstName
        }
        let end = try endOfLabels(from: start)
        if bytes[end] == 0 {
            guard end + 1 - start <= DNSName.maximumLength else { throw .nameTooLong }
            position = end + 1
            let name = DNSName(uncheckedWire: Array(bytes[start...end]))
            if start == DNSHeader.length { firstName = name }
            return name
        }
        return try compressedName(from: start, firstPointer: end)
    }

    private var isPointerToFirstName: Bool {
        position + 1 < bytes.count && bytes[position] == 0xc0
            && bytes[position + 1] == UInt8(DNSHeader.length)
    }

    /// The offset of the final zero or of the pointer after the labels that begin at an offset.
    private func endOfLabels(from start: Int) throws(DNSError) -> Int {
        var offset = start
        while true {
            guard offset < bytes.count else { throw .truncated }
            let length = bytes[offset]
            if length == 0 || length >= 0xc0 { return offset }
            guard length <= DNSName.maximumLabelLength else { throw .badLabel }
            offset += 1 + Int(length)
        }
    }

    private mutating func compressedName(
        from start: Int, firstPointer: Int
    ) throws(DNSError) -> DNSName {
        var wire: [UInt8] = []
        wire.reserveCapacity(64)
        var segment = start
        var end = firstPointer
        for _ in 0..<DNSReader.maximumPointers {
            guard wire.count + end - segment < DNSName.maximumLength else { throw .nameTooLong }
            wire += bytes[segment..<end]
            if bytes[end] == 0 {
                wire.append(0)
                position = firstPointer + 2
                return DNSName(uncheckedWire: wire)
            }
            guard end + 1 < bytes.count else { throw .truncated }
            let target = Int(bytes[end] & 0x3f) << 8 | Int(bytes[end + 1])
            guard target < segment else { throw .badPointer }
            segment = target
            end = try endOfLabels(from: target)
        }
        throw .badPointer
    }
}
