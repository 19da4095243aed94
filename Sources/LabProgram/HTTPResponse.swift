/// An HTTP response as a value (RFC 9110).
public struct HTTPResponse: Hashable, Codable, Sendable {
    /// The status code, such as 200.
    public var status: Int
    /// The header fields.
    public var headers: [HTTPHeader]
    /// The bytes of the body.
    public var body: [UInt8]

    /// Makes a response.
    public init(status: Int = 200, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Makes a response of plain text.
    public init(status: Int, text: String) {
        self.init(
            status: status, headers: [HTTPHeader("Content-Type", "text/plain; charset=utf-8")],
            body: Array(text.utf8))
    }

    /// The body as text, broken sequences replaced.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
