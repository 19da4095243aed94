import LabNetwork

/// Requests that a host makes at a steady rate.
public struct Traffic: Hashable, Sendable {
    /// The traffic's name.
    public var name: String
    /// The address of the resource.
    public var url: String
    /// The header fields to send.
    public var headers: [HTTPCheck.Header<String>]
    /// The method, in capitals.
    public var method: String
    /// The host that asks.
    public var from: Target?
    /// The time from the beginning of one request to the next one's.
    public var period: Interval
    /// How long a request may take.
    public var timeout: Interval
    /// Where the file has it.
    public var location: SourceLocation?

    /// Makes traffic of GET requests.
    public init(
        name: String, url: String, from: Target? = nil, period: Interval,
        timeout: Interval = .seconds(10)
    ) {
        self.name = name
        self.url = url
        headers = []
        method = "GET"
        self.from = from
        self.period = period
        self.timeout = timeout
    }
}
