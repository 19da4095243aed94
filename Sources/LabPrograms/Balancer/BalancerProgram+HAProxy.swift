import LabNetwork
import LabProgram

/// What haproxy does with a server that fails (haproxy 2.6, `retries` and `option redispatch`).
extension BalancerProgram {
    /// Tries a connection that failed again; a request that was sent is not repeated.
    mutating func failAsHAProxy(
        _ attempt: ProxyAttempt, _ failure: HTTPFailure, on system: inout some System
    ) {
        if failure.mayHaveBeenCarriedOut {
            release(attempt)
            return system.respond(
                failure == .timedOut ? pages.timedOut : pages.badGateway, to: attempt.client)
        }
        guard attempt.retriesLeft > 0 else {
            release(attempt)
            return system.respond(pages.unavailable, to: attempt.client)
        }
        var attempt = attempt
        attempt.retriesLeft -= 1
        if configuration.redispatches, isCurrent(attempt), upstreams[attempt.upstream].count > 1 {
            // With round robin any other server will do, so there is nothing to wait for.
            release(attempt)
            attempt.tried = [attempt.endpoint]
            return choose(for: attempt, on: &system)
        }
        // After a connection that timed out, time enough has passed.
        if failure == .connectTimedOut { return send(attempt, on: &system) }
        let timer = system.setTimer(
            after: min(configuration.retryInterval, configuration.connectTimeout),
            TimerToken(
                scope: 0, kind: TimerKind.reconnect, value: attempt.client.rawValue))
        reconnections[attempt.client] = Reconnection(attempt: attempt, timer: timer)
    }

    /// Tries the connection of a request that has waited for it.
    mutating func reconnect(_ client: ExchangeID, on system: inout some System) {
        guard let waiting = reconnections.removeValue(forKey: client) else { return }
        send(waiting.attempt, on: &system)
    }
}
