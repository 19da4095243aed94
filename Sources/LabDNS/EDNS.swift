/// What the OPT pseudo-record says (RFC 6891, 6.1).
public struct EDNS: Hashable, Sendable {
    /// One option, as raw octets (RFC 6891, 6.1.2).
    public struct Option: Hashable, Sendable {
        /// Which option it is.
        public var code: UInt16
        /// Its data, at most 65,535 octets.
        public var data: [UInt8]

        /// Makes an option.
        public init(code: UInt16, data: [UInt8]) {
            self.code = code
            self.data = data
        }
    }

    /// How many octets of UDP payload the sender can take.
    public var payloadSize: UInt16
    /// The upper eight bits of the response code.
    public var extendedResponseCode: UInt8
    /// The version, 0.
    public var version: UInt8
    /// The DO bit and fifteen reserved ones (RFC 3225, 3).
    public var flags: UInt16
    /// The options in their order.
    public var options: [Option]

    /// Makes the contents of an OPT record.
    public init(
        payloadSize: UInt16, extendedResponseCode: UInt8 = 0, version: UInt8 = 0,
        flags: UInt16 = 0, options: [Option] = []
    ) {
        self.payloadSize = payloadSize
        self.extendedResponseCode = extendedResponseCode
        self.version = version
        self.flags = flags
        self.options = options
    }
}
