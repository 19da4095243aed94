/// A message travels as its own wire format (RFC 1035, 4.1), inside whatever carries it.
extension DNSMessage: Codable {
    /// Reads the bytes of a message.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        try self.init(decoding: container.decode([UInt8].self))
    }

    /// Writes the bytes of the message.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(encoded())
    }
}

/// A question travels as a message that asks it.
extension DNSQuestion: Codable {
    /// Reads the first question of a message.
    public init(from decoder: any Decoder) throws {
        let message = try DNSMessage(from: decoder)
        guard let question = message.questions.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no question"))
        }
        self = question
    }

    /// Writes a message that asks the question.
    public func encode(to encoder: any Encoder) throws {
        var message = DNSMessage(id: 0)
        message.questions = [self]
        try message.encode(to: encoder)
    }
}
