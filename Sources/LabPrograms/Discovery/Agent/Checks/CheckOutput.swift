import LabNetwork
import LabProgram

/// What checks print, word for word as Consul does (spec 7.1).
enum CheckOutput {
    /// The answer to an HTTP check.
    static func http(
        method: String, url: String, response: HTTPResponse, limit: Int
    ) -> String {
        let kept = response.body.suffix(limit)
        let body = String(decoding: kept, as: UTF8.self)
        let reason = statusText(response.status)
        let status = reason.isEmpty ? "\(response.status)" : "\(response.status) \(reason)"
        return "HTTP \(method) \(url): \(status) Output: \(body)"
    }

    /// An HTTP check without an answer, as Go's client words it.
    static func http(
        method: String, url: String, target: Endpoint, failure: HTTPFailure
    ) -> String {
        let cause =
            switch failure {
            case .refused: "dial tcp \(target): connect: connection refused"
            case .connectTimedOut, .timedOut:
                "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
            case .reset: "EOF"
            case .unreachable: "dial tcp \(target): connect: no route to host"
            }
        return http(method: method, url: url, error: cause)
    }

    /// An HTTP check that failed for a reason in words.
    static func http(method: String, url: String, error: String) -> String {
        let first = method.prefix(1).uppercased()
        return "\(first)\(method.dropFirst().lowercased()) \"\(url)\": \(error)"
    }

    /// A TCP check without a connection.
    static func tcp(_ address: String, reason: CloseReason) -> String {
        let cause =
            switch reason {
            case .refused: "connect: connection refused"
            case .timedOut: "i/o timeout"
            case .unreachable: "connect: no route to host"
            case .reset, .finished: "connect: connection reset by peer"
            }
        return "dial tcp \(address): \(cause)"
    }

    /// A TTL check that nobody updated in time.
    static func expired(last: String) -> String {
        last.isEmpty
            ? "TTL expired" : "TTL expired (last output before timeout follows): \(last)"
    }

    /// An output of an update, cut to a number of bytes.
    static func truncated(_ output: String, limit: Int) -> String {
        let count = output.utf8.count
        guard count > limit else { return output }
        let kept = String(decoding: output.utf8.prefix(limit), as: UTF8.self)
        return "\(kept) ... (captured \(limit) of \(count) bytes)"
    }

    /// The words of a status line (RFC 9110, 15; Go's `http.StatusText`).
    private static func statusText(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 300: "Multiple Choices"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 410: "Gone"
        case 418: "I'm a teapot"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: ""
        }
    }
}
