/// The start of a zone of authority (RFC 1035, 3.3.13).
public struct DNSStartOfAuthority: Hashable, Sendable {
    /// The primary name server.
    public var primary: DNSName
    /// The mailbox of who is responsible, its `@` written as a dot.
    public var mailbox: DNSName
    /// The version of the zone.
    public var serial: UInt32
    /// After how many seconds a secondary looks for a new version.
    public var refresh: UInt32
    /// After how many seconds it tries again when it could not.
    public var retry: UInt32
    /// After how many seconds without the primary it stops answering.
    public var expire: UInt32
    /// For how many seconds a missing name may be remembered (RFC 2308, 4).
    public var minimum: UInt32

    /// Makes a start of authority.
    public init(
        primary: DNSName, mailbox: DNSName, serial: UInt32, refresh: UInt32, retry: UInt32,
        expire: UInt32, minimum: UInt32
    ) {
        self.primary = primary
        self.mailbox = mailbox
        self.serial = serial
        self.refresh = refresh
        self.retry = retry
        self.expire = expire
        self.minimum = minimum
    }
}
