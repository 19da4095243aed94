/// A resource record (RFC 1035, 4.1.3).
public struct DNSRecord: Hashable, Sendable {
    /// The name that it belongs to.
    public var name: DNSName
    /// The class, 1 for the Internet.
    public var klass: UInt16
    /// For how many seconds it may be kept.
    public var ttl: UInt32
    /// What it says.
    public var data: DNSRecordData

    /// Makes a record.
    public init(
        name: DNSName, klass: UInt16 = DNSQuestion.internet, ttl: UInt32 = 0, data: DNSRecordData
    ) {
        self.name = name
        self.klass = klass
        self.ttl = ttl
        self.data = data
    }

    /// The type of what it says.
    public var type: DNSRecordType { data.type }
}
