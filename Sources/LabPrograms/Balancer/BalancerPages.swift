import LabProgram

/// What clients see where no server answers.
struct BalancerPages {
    /// A server failed and there is no other.
    let badGateway = BalancerPages.page(502, "Bad Gateway", "The server gave no valid answer.")
    /// Every server has failed of late.
    let noLiveUpstreams = BalancerPages.page(502, "Bad Gateway", "no live upstreams")
    /// There is no server to send to.
    let unavailable = BalancerPages.page(
        503, "Service Unavailable", "No server is available to handle this request.")
    /// The server did not answer in time.
    let timedOut = BalancerPages.page(
        504, "Gateway Time-out", "The server didn't respond in time.")

    private static func page(_ status: Int, _ title: String, _ reason: String) -> HTTPResponse {
        let html = "<html><body><h1>\(status) \(title)</h1>\n\(reason)\n</body></html>\n"
        return HTTPResponse(
            status: status, headers: [HTTPHeader("Content-Type", "text/html")],
            body: Array(html.utf8))
    }
}
