import LabNetwork
import LabProgram
import NIOHTTP1

/// How values become messages on a connection (RFC 9112), and messages values.
enum HTTPFraming {
    /// The most bytes of a body that are taken in.
    static let bodyLimit = 64 << 20

    /// The fields that say how a message is cut out of its connection; each hop has its own.
    private static func isFraming(_ name: String) -> Bool {
        switch name.utf8.count {
        case 10: name.equalsIgnoringCase("Connection") || name.equalsIgnoringCase("Keep-Alive")
        case 14: name.equalsIgnoringCase("Content-Length")
        case 17: name.equalsIgnoringCase("Transfer-Encoding")
        default: false
        }
    }

    /// A value's fields without those of its framing.
    static func fields(_ headers: [HTTPHeader]) -> HTTPHeaders {
        var result: [(String, String)] = []
        result.reserveCapacity(headers.count + 2)
        for header in headers where !isFraming(header.name) {
            result.append((header.name, header.value))
        }
        return HTTPHeaders(result)
    }

    /// The fields of a message as a program sees them: the body is whole, so none tells its chunks.
    static func values(_ headers: HTTPHeaders) -> [HTTPHeader] {
        var result: [HTTPHeader] = []
        for (name, value) in headers where !name.equalsIgnoringCase("Transfer-Encoding") {
            result.append(HTTPHeader(name, value))
        }
        return result
    }

    /// The head of a request, as a client sends it that makes one request on a connection.
    static func head(of request: HTTPRequest, to destination: Endpoint) -> HTTPRequestHead {
        var fields = fields(request.headers)
        if !fields.contains(name: "Host") {
            let host = destination.port == 80 ? "\(destination.address)" : "\(destination)"
            fields.add(name: "Host", value: host)
        }
        // A server may want a length with methods that usually have a body (RFC 9110, 8.6).
        if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
            fields.add(name: "Content-Length", value: "\(request.body.count)")
        }
        fields.add(name: "Connection", value: "close")
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method),
            uri: request.target.isEmpty ? "/" : request.target, headers: fields)
    }

    /// The head of a response.
    ///
    /// - Parameters:
    ///   - isToHead: whether the request was `HEAD`; the answer tells a length and has no body.
    ///   - keepsAlive: whether more requests may come on the connection.
    static func head(
        of response: HTTPResponse, isToHead: Bool, keepsAlive: Bool, version: HTTPVersion
    ) -> HTTPResponseHead {
        var fields = fields(response.headers)
        if hasBody(response.status) {
            var length = "\(response.body.count)"
            if isToHead, response.body.isEmpty {
                length = response.headers["Content-Length"] ?? "0"
            }
            fields.add(name: "Content-Length", value: length)
        }
        if !keepsAlive {
            fields.add(name: "Connection", value: "close")
        } else if version == .http1_0 {
            fields.add(name: "Connection", value: "keep-alive")
        }
        return HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: response.status),
            headers: fields)
    }

    /// Whether a response of that status may have a body (RFC 9110, 6.4.1).
    static func hasBody(_ status: Int) -> Bool { status >= 200 && status != 204 && status != 304 }
}
