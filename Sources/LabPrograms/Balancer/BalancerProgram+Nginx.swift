import LabNetwork
import LabProgram

/// What nginx does with a server that fails (ngx_http_upstream_module, `proxy_next_upstream`).
extension BalancerProgram {
    /// Notes a failure, and sends the request to the next server where that is allowed.
    mutating func failAsNginx(
        _ attempt: ProxyAttempt, _ failure: HTTPFailure, on system: inout some System
    ) {
        noteFailure(of: attempt, on: &system)
        var attempt = attempt
        attempt.tried.append(attempt.endpoint)
        let isForbidden =
            failure.mayHaveBeenCarriedOut && attempt.isNonIdempotent
            && !configuration.nextServer.repeatsNonIdempotent
        guard !isForbidden, hasServerLeft(for: attempt) else {
            switch failure {
            case .connectTimedOut, .timedOut: system.respond(pages.timedOut, to: attempt.client)
            case .refused, .reset, .unreachable:
                system.respond(pages.badGateway, to: attempt.client)
            }
            return
        }
        choose(for: attempt, on: &system)
    }

    /// Whether an answer whose status counts as a failure sends the request to the next server;
    /// the last server's answer goes to the client as it is.
    mutating func goesOn(
        _ attempt: ProxyAttempt, after response: HTTPResponse, on system: inout some System
    ) -> Bool {
        guard configuration.personality == .nginx,
            !attempt.isNonIdempotent || configuration.nextServer.repeatsNonIdempotent
        else { return false }
        var next = attempt
        next.tried.append(attempt.endpoint)
        guard hasServerLeft(for: next) else { return false }
        failureCount += 1
        noteFailure(of: attempt, on: &system)
        choose(for: next, on: &system)
        return true
    }

    private func hasServerLeft(for attempt: ProxyAttempt) -> Bool {
        let upstream =
            isCurrent(attempt)
            ? upstreams[attempt.upstream] : upstreams.first { $0.name == attempt.upstreamName }
        return attempt.tried.count < upstream?.count ?? 0
    }

    /// Counts a failure of the server, unless it began its upstream anew in the meantime.
    private mutating func noteFailure(of attempt: ProxyAttempt, on system: inout some System) {
        guard isCurrent(attempt) else { return }
        if upstreams[attempt.upstream].fail(attempt.server, at: system.now) {
            let time = configuration.failTimeout
            system.log(.warning, "\(attempt.endpoint) is left out for \(time)")
            system.noteChange()
        }
    }
}
