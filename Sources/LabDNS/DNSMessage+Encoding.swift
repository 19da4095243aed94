extension DNSMessage {
    /// The message on the wire.
    ///
    /// - Parameter compressing: whether names that were written before become pointers, as far as
    ///   they are spelt alike.
    public func encoded(compressing: Bool = true) -> [UInt8] {
        let records = answers.count + authorities.count + additionals.count
        var writer = DNSWriter(isCompressing: compressing, capacity: 80 + 48 * records)
        writeHeader(to: &writer)
        for (index, question) in questions.enumerated() {
            index == 0 ? writer.firstName(question.name) : writer.name(question.name)
            writer.number16(question.type.rawValue)
            writer.number16(question.klass)
        }
        for record in answers { writer.record(record) }
        for record in authorities { writer.record(record) }
        for record in additionals { writer.record(record) }
        if let edns { writer.options(edns) }
        return writer.bytes
    }

    /// How many octets the message has where no name is compressed.
    public var uncompressedLength: Int {
        var length = DNSHeader.length
        for question in questions { length += question.name.wire.count + 4 }
        for record in answers { length += record.uncompressedLength }
        for record in authorities { length += record.uncompressedLength }
        for record in additionals { length += record.uncompressedLength }
        if let edns { length += edns.options.reduce(11) { $0 + 4 + $1.data.count } }
        return length
    }

    private var headerBits: UInt16 {
        var bits = UInt16(opcode.rawValue) << 11 | UInt16(responseCode.rawValue)
        if isResponse { bits |= DNSHeader.Bit.response }
        if isAuthoritative { bits |= DNSHeader.Bit.authoritative }
        if isTruncated { bits |= DNSHeader.Bit.truncated }
        if recursionDesired { bits |= DNSHeader.Bit.recursionDesired }
        if recursionAvailable { bits |= DNSHeader.Bit.recursionAvailable }
        if isAuthenticData { bits |= DNSHeader.Bit.authenticData }
        if isCheckingDisabled { bits |= DNSHeader.Bit.checkingDisabled }
        return bits
    }

    private func writeHeader(to writer: inout DNSWriter) {
        writer.number16(id)
        writer.number16(headerBits)
        writer.number16(UInt16(truncatingIfNeeded: questions.count))
        writer.number16(UInt16(truncatingIfNeeded: answers.count))
        writer.number16(UInt16(truncatingIfNeeded: authorities.count))
        writer.number16(
            UInt16(truncatingIfNeeded: additionals.count + (edns == nil ? 0 : 1)))
    }
}

extension DNSRecord {
    /// How many octets the record has where no name is compressed.
    public var uncompressedLength: Int { name.wire.count + 10 + data.uncompressedLength }
}
