extension DNSMessage {
    /// Reads a message.
    ///
    /// As liberal as the servers in use are: bytes after the last record are ignored, the counts
    /// of the header may promise more than there is where the message ends after a whole record,
    /// and of several OPT records the last one counts.
    ///
    /// - Throws: what is wrong with the bytes.
    public init(decoding packet: [UInt8]) throws(DNSError) {
        guard let header = DNSHeader(of: packet) else { throw .noHeader }
        self.init(header)
        var reader = DNSReader(packet, position: DNSHeader.length)
        for _ in 0..<header.questionCount {
            if reader.isAtEnd { break }
            questions.append(try reader.question())
        }
        answers = try reader.records(header.answerCount)
        authorities = try reader.records(header.authorityCount)
        additionals = try reader.records(header.additionalCount)
        try takeEDNS()
    }

    /// Makes a message of a header, without questions and records.
    public init(_ header: DNSHeader) {
        self.init(id: header.id)
        isResponse = header.isResponse
        opcode = header.opcode
        isAuthoritative = header.bits & DNSHeader.Bit.authoritative != 0
        isTruncated = header.bits & DNSHeader.Bit.truncated != 0
        recursionDesired = header.bits & DNSHeader.Bit.recursionDesired != 0
        recursionAvailable = header.bits & DNSHeader.Bit.recursionAvailable != 0
        isAuthenticData = header.bits & DNSHeader.Bit.authenticData != 0
        isCheckingDisabled = header.bits & DNSHeader.Bit.checkingDisabled != 0
        responseCode = DNSResponseCode(rawValue: UInt8(truncatingIfNeeded: header.bits))
    }

    /// Makes `edns` of the OPT records among the additional ones.
    private mutating func takeEDNS() throws(DNSError) {
        guard let last = additionals.last(where: { $0.type == .opt }) else { return }
        additionals.removeAll { $0.type == .opt }
        guard case .unknown(_, let bytes) = last.data else { return }
        edns = EDNS(
            payloadSize: last.klass,
            extendedResponseCode: UInt8(truncatingIfNeeded: last.ttl >> 24),
            version: UInt8(truncatingIfNeeded: last.ttl >> 16),
            flags: UInt16(truncatingIfNeeded: last.ttl),
            options: try DNSMessage.options(bytes))
    }

    private static func options(_ bytes: [UInt8]) throws(DNSError) -> [EDNS.Option] {
        if bytes.isEmpty { return [] }
        var options: [EDNS.Option] = []
        var reader = DNSReader(bytes, position: 0)
        while !reader.isAtEnd {
            let code = try reader.number16()
            let length = Int(try reader.number16())
            options.append(EDNS.Option(code: code, data: try reader.octets(length)))
        }
        return options
    }
}
