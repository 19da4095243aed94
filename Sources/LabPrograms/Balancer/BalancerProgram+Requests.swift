import LabNetwork
import LabProgram

extension BalancerProgram {
    /// Takes a client's request and sends it on.
    mutating func accept(
        _ request: HTTPRequest, from source: Endpoint, client: ExchangeID,
        on system: inout some System
    ) {
        guard let index = upstream(for: request), upstreams[index].count > 0 else {
            return system.respond(pages.unavailable, to: client)
        }
        if lastClient.address != source.address {
            lastClient = (source.address, source.address.description)
        }
        let name = upstreams[index].name
        var forwarded = request
        forwarded.headers = ProxyHeaders.forServer(
            request.headers, host: configuration.passesHost ? nil : name, client: lastClient.text)
        let attempt = ProxyAttempt(
            client: client, request: forwarded, upstreamName: name, upstream: index,
            generation: generation, retriesLeft: configuration.retries)
        choose(for: attempt, on: &system)
    }

    /// The upstream that a request goes to: the first one whose route takes it.
    private func upstream(for request: HTTPRequest) -> Int? {
        if !hostRoutes.isEmpty, let host = request.headers["Host"],
            let route = hostRoutes.first(where: { $0.takes(host) })
        {
            return route.upstream
        }
        return defaultUpstream
    }

    /// Sends a request to the next server of its upstream that has not failed it.
    mutating func choose(for attempt: ProxyAttempt, on system: inout some System) {
        var attempt = attempt
        if attempt.generation != generation {
            // The upstream begins anew with a reload; what the request has seen fail, stays so.
            guard
                let index = upstreams.firstIndex(where: { $0.name == attempt.upstreamName }),
                upstreams[index].count > 0
            else { return system.respond(pages.unavailable, to: attempt.client) }
            attempt.upstream = index
            attempt.generation = generation
        }
        guard
            let server = upstreams[attempt.upstream].choose(
                except: attempt.tried, at: system.now)
        else {
            system.log(.error, "no live upstreams in \(attempt.upstreamName)")
            let page =
                configuration.personality == .nginx ? pages.noLiveUpstreams : pages.unavailable
            return system.respond(page, to: attempt.client)
        }
        attempt.server = server
        attempt.endpoint = upstreams[attempt.upstream].endpoint(server)
        lastChoice = BalancerChoice(
            number: (lastChoice?.number ?? 0) + 1, service: attempt.upstreamName,
            generation: generation, endpoint: attempt.endpoint)
        send(attempt, on: &system)
    }

    /// Sends a request to the server that was chosen for it.
    mutating func send(_ attempt: ProxyAttempt, on system: inout some System) {
        let timeouts = HTTPTimeouts(
            connect: configuration.connectTimeout,
            total: configuration.connectTimeout + configuration.readTimeout)
        let exchange = system.request(attempt.request, to: attempt.endpoint, timeouts: timeouts)
        attempts[exchange] = attempt
        exchanges[attempt.client] = exchange
    }

    /// Takes the answer of a server or of the discovery agent.
    mutating func receive(
        _ result: Result<HTTPResponse, HTTPFailure>, of exchange: ExchangeID,
        on system: inout some System
    ) {
        guard let attempt = attempts.removeValue(forKey: exchange) else {
            return update(result, of: exchange, on: &system)
        }
        exchanges[attempt.client] = nil
        switch result {
        case .failure(let failure):
            failureCount += 1
            system.log(
                .error, "\(failure.words): \(attempt.endpoint) of \(attempt.upstreamName)")
            switch configuration.personality {
            case .nginx: failAsNginx(attempt, failure, on: &system)
            case .haproxy: failAsHAProxy(attempt, failure, on: &system)
            }
        case .success(let response):
            if configuration.nextServer.statuses.contains(response.status),
                goesOn(attempt, after: response, on: &system)
            {
                return
            }
            if isCurrent(attempt) {
                upstreams[attempt.upstream].succeed(attempt.server)
            }
            var answer = response
            answer.headers = ProxyHeaders.forClient(response.headers)
            system.respond(answer, to: attempt.client)
        }
    }

    /// Gives up a request whose client has gone; that says nothing about the server.
    mutating func abandon(_ client: ExchangeID, on system: inout some System) {
        if let exchange = exchanges.removeValue(forKey: client) {
            system.abandon(exchange)
            if let attempt = attempts.removeValue(forKey: exchange) { release(attempt) }
        } else if let waiting = reconnections.removeValue(forKey: client) {
            system.cancelTimer(waiting.timer)
            release(waiting.attempt)
        }
    }

    /// Whether no reload has come since the request's server was chosen.
    func isCurrent(_ attempt: ProxyAttempt) -> Bool { attempt.generation == generation }

    /// Counts a request as over on its server, without a word on how the server did.
    mutating func release(_ attempt: ProxyAttempt) {
        if isCurrent(attempt) { upstreams[attempt.upstream].release(attempt.server) }
    }
}
