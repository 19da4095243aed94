/// What a query asks for (RFC 1035, 4.1.2).
public struct DNSQuestion: Hashable, Sendable {
    /// The class of the Internet (RFC 1035, 3.2.4).
    public static let internet: UInt16 = 1

    /// The name as it was spelt.
    public var name: DNSName
    /// The type of the records asked for.
    public var type: DNSRecordType
    /// The class, 1 for the Internet.
    public var klass: UInt16

    /// Makes a question.
    public init(
        name: DNSName, type: DNSRecordType, klass: UInt16 = DNSQuestion.internet
    ) {
        self.name = name
        self.type = type
        self.klass = klass
    }
}
