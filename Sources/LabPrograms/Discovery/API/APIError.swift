import LabProgram

/// An error that the HTTP API answers: a status and a line of plain text (spec appendix B).
struct APIError: Error, Hashable, Sendable {
    /// The status code.
    var status: Int
    /// The body.
    var message: String

    /// The input is bad.
    static func badRequest(_ message: String) -> APIError {
        APIError(status: 400, message: message)
    }

    /// The servers said no.
    static func failed(_ message: String) -> APIError { APIError(status: 500, message: message) }

    /// A body that is not the JSON that was asked for.
    static func undecodable(_ error: JSONError) -> APIError {
        .badRequest("Request decode failed: \(error.message)")
    }

    /// The answer.
    var response: HTTPResponse { .plain(status, message) }

    // MARK: From the servers

    static let noLeader = failed("No cluster leader")
    static let noServers = failed("No known Consul servers")
    static let noPathToDatacenter = failed("No path to datacenter")
    static let datacenterUnreachable = failed("Remote DC has no server currently reachable")
    static let notReadyForConsistentReads = failed("Not ready to serve consistent reads")

    // MARK: From the agent

    static func unknownService(_ id: String) -> APIError {
        APIError(status: 404, message: "unknown service ID: \(id)")
    }

    static func noServiceRegistered(_ id: String) -> APIError {
        APIError(status: 404, message: "No service registered with ID \"\(id)\"")
    }

    static func serviceDoesNotExist(_ id: String) -> APIError {
        failed("ServiceID \"\(id)\" does not exist")
    }

    static func noTimeToLive(_ check: String) -> APIError {
        failed("CheckID \"\(check)\" does not have associated TTL")
    }

    static func noNode(_ name: String) -> APIError {
        failed("agent: No node found with name '\(name)'")
    }

    static let missingServiceID = failed("ServiceID missing")
    static let notAServer = failed("Must be a server to join WAN cluster")
    static let scriptsDisabled = failed(
        "Scripts are disabled on this agent; to enable, configure 'enable_script_checks' or"
            + " 'enable_local_script_checks' to true")

    static func sessionNotFound(_ id: String) -> APIError {
        APIError(status: 404, message: "Session id '\(id)' not found")
    }
}

extension HTTPResponse {
    /// An answer of JSON.
    static func json(_ body: [UInt8], status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                HTTPHeader("Content-Type", "application/json"),
                HTTPHeader("Vary", "Accept-Encoding"),
            ], body: body)
    }

    /// An answer of plain text, as errors are.
    static func plain(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                HTTPHeader("Vary", "Accept-Encoding"),
                HTTPHeader("Content-Type", "text/plain; charset=utf-8"),
            ], body: Array(text.utf8))
    }

    /// An answer without a body or its type.
    static func empty(_ status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: [HTTPHeader("Vary", "Accept-Encoding")])
    }

    /// The same failure as an agent that passed the request on answers it.
    func forwarded() -> HTTPResponse {
        guard status == 500, !text.hasPrefix("rpc error") else { return self }
        var response = self
        response.body = Array("rpc error making call: ".utf8) + body
        return response
    }
}
