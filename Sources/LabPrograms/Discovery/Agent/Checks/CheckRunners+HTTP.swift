import LabNetwork
import LabProgram

extension CheckRunners {
    /// How often a redirect is followed (Go's HTTP client).
    private static let redirectLimit = 10

    /// Makes the request of a check.
    mutating func run(
        _ test: CheckTest.HTTPTest, _ number: UInt64, on system: inout some System
    ) {
        runners[number]?.redirects = 0
        do {
            send(test, to: try CheckTarget(url: test.url), number, on: &system)
        } catch {
            let output = CheckOutput.http(
                method: test.method, url: test.url, error: error.reason)
            finish(number, .critical, output, on: &system)
        }
    }

    private mutating func send(
        _ test: CheckTest.HTTPTest, to target: CheckTarget, _ number: UInt64,
        on system: inout some System
    ) {
        guard let plan = runners[number]?.plan else { return }
        var headers = test.headers
        if headers["Host"] == nil {
            headers.insert(HTTPHeader("Host", target.authority), at: 0)
        }
        if headers["User-Agent"] == nil {
            headers.append(HTTPHeader("User-Agent", "Consul Health Check"))
        }
        if headers["Accept"] == nil {
            headers.append(HTTPHeader("Accept", "text/plain, text/*, */*"))
        }
        headers.append(HTTPHeader("Connection", "close"))
        let exchange = system.request(
            HTTPRequest(
                method: test.method, target: target.path, headers: headers, body: test.body),
            to: target.endpoint, timeouts: HTTPTimeouts(total: plan.timeout))
        runners[number]?.exchange = exchange
        runners[number]?.target = target
        exchanges[exchange] = number
    }

    /// Reads the answer to a check's request.
    ///
    /// - Returns: whether the request was a check's.
    mutating func response(
        _ exchange: ExchangeID, _ result: Swift.Result<HTTPResponse, HTTPFailure>,
        on system: inout some System
    ) -> Bool {
        guard let number = exchanges.removeValue(forKey: exchange) else { return false }
        runners[number]?.exchange = nil
        guard let runner = runners[number], case .http(let test) = runner.plan.test,
            let target = runner.target
        else { return true }
        switch result {
        case .success(let response):
            if follow(response, test, from: target, number, on: &system) { return true }
            let output = CheckOutput.http(
                method: test.method, url: test.url, response: response,
                limit: runner.plan.outputLimit)
            finish(number, CheckRunners.status(of: response), output, on: &system)
        case .failure(let failure):
            let output = CheckOutput.http(
                method: test.method, url: test.url, target: target.endpoint, failure: failure)
            finish(number, .critical, output, on: &system)
        }
        return true
    }

    private static func status(of response: HTTPResponse) -> HealthStatus {
        switch response.status {
        case 200...299: .passing
        case 429: .warning
        default: .critical
        }
    }

    /// Follows a redirect, if the answer is one.
    private mutating func follow(
        _ response: HTTPResponse, _ test: CheckTest.HTTPTest, from target: CheckTarget,
        _ number: UInt64, on system: inout some System
    ) -> Bool {
        guard [301, 302, 303, 307, 308].contains(response.status),
            let location = response.headers["Location"],
            let redirects = runners[number]?.redirects,
            redirects < CheckRunners.redirectLimit
        else { return false }
        let url = location.hasPrefix("/") ? "http://\(target.authority)\(location)" : location
        guard let next = try? CheckTarget(url: url) else { return false }
        runners[number]?.redirects = redirects + 1
        var onward = test
        if response.status <= 303, test.method != "GET" {
            onward.method = "GET"
            onward.body = []
        }
        send(onward, to: next, number, on: &system)
        return true
    }
}
