/// An HTTP request as a value (RFC 9110).
public struct HTTPRequest: Hashable, Codable, Sendable {
    /// The method, in capitals: `GET`, `PUT`, `POST`, `DELETE`, …
    public var method: String
    /// The path and, after a `?`, the query, as sent in the request line.
    public var target: String
    /// The header fields, `Host` among them.
    public var headers: [HTTPHeader]
    /// The bytes of the body.
    public var body: [UInt8]

    /// Makes a request.
    public init(
        method: String = "GET", target: String, headers: [HTTPHeader] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}
