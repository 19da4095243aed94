import LabNetwork
import LabProgram

extension Membership {
    /// Joins the pool of others by exchanging the state with each of these addresses in turn;
    /// `MembershipEvent.joinFinished` follows.
    ///
    /// - Returns: the number that the event will bear.
    @discardableResult
    public mutating func join(_ addresses: [Endpoint], on system: inout some System) -> Int {
        lastJoin += 1
        begin(JoinAttempt(.requested, number: lastJoin, addresses: addresses), on: &system)
        return lastJoin
    }

    mutating func begin(_ attempt: JoinAttempt, on system: inout some System) {
        joins.append(attempt)
        advanceJoin(attempt.number, on: &system)
    }

    /// Tries the addresses given at the start.
    mutating func retryJoin(on system: inout some System) {
        guard !retryAddresses.isEmpty, phase == .running else { return }
        join(retryAddresses, on: &system)
    }

    /// Begins with the next address, or ends the attempt.
    private mutating func advanceJoin(_ number: Int, on system: inout some System) {
        guard let place = joins.firstIndex(where: { $0.number == number }) else { return }
        while !joins[place].isOver, phase == .running {
            let address = joins[place].addresses[joins[place].begun]
            joins[place].begun += 1
            if address == endpoint {
                // Nothing can be learnt from oneself, but it counts as it does in Consul.
                joins[place].contacted += 1
                continue
            }
            if joins[place].purpose == .rejoin {
                let name = joins[place].names[joins[place].begun - 1]
                system.log(
                    .info,
                    memberLine("Attempting re-join to previously known node: \(name): \(address)"))
            }
            return openStateStream(to: address, for: number, on: &system)
        }
        finish(joins.remove(at: place), on: &system)
    }

    /// One address of an attempt was joined, or could not be.
    ///
    /// - Parameter failure: why not; `nil` when it was.
    mutating func joinAdvanced(
        _ number: Int, at address: Endpoint, failure: String?, on system: inout some System
    ) {
        guard let place = joins.firstIndex(where: { $0.number == number }) else { return }
        if let failure {
            joins[place].failures.append(.init(address: address, reason: failure))
            system.log(
                .debug, detectorLine("Failed to join \(address.address): \(failure)"))
        } else {
            joins[place].contacted += 1
        }
        advanceJoin(number, on: &system)
    }

    private mutating func finish(_ attempt: JoinAttempt, on system: inout some System) {
        switch attempt.purpose {
        case .requested:
            if attempt.contacted > 0 {
                broadcastJoin(on: &system)
                retryAddresses = []
            } else if attempt.addresses == retryAddresses {
                setTimer(.retryJoin, after: configuration.retryJoinInterval, on: &system)
            }
            events.append(
                .joinFinished(
                    JoinOutcome(
                        number: attempt.number, contacted: attempt.contacted,
                        failures: attempt.failures)))
        case .rejoin where attempt.contacted > 0:
            let name = attempt.names[attempt.begun - 1]
            let address = attempt.addresses[attempt.begun - 1]
            system.log(
                .info, memberLine("Re-joined to previously known node: \(name): \(address)"))
        case .rejoin:
            system.log(.warning, memberLine("Failed to re-join any previously known node"))
        case .reconnect:
            break
        }
    }
}
