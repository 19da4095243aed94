import LabNetwork
import LabProgram

/// Requests that a host makes at a steady pace.
public struct TrafficPlan: Hashable, Codable, Sendable {
    /// The traffic's name.
    public var name: String
    /// An address, or a name that the agent on the host is asked for by DNS.
    public var host: String
    /// The port.
    public var port: UInt16
    /// The request, the same each time.
    public var request: HTTPRequest
    /// The time from the beginning of one request to the next one's.
    public var period: Interval
    /// How long a request may take.
    public var timeout: Interval

    /// Makes a plan.
    public init(
        name: String, host: String, port: UInt16, request: HTTPRequest, period: Interval,
        timeout: Interval
    ) {
        self.name = name
        self.host = host
        self.port = port
        self.request = request
        self.period = period
        self.timeout = timeout
    }
}
