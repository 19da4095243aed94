/// Why bytes are no DNS message.
public enum DNSError: Error, Hashable, Sendable {
    /// There are fewer than the twelve octets of a header (RFC 1035, 4.1.1).
    case noHeader
    /// The message ends inside a question, a record or a name.
    case truncated
    /// A label is longer than 63 octets or of a kind that does not exist.
    case badLabel
    /// A name is longer than 255 octets.
    case nameTooLong
    /// A compression pointer leads forwards, to itself, or through too many others.
    case badPointer
    /// A record's data does not fit its length.
    case badRecordData
}
