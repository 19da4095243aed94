import LabNetwork
import LabProgram

extension CheckRunners {
    /// Makes the connection of a check.
    mutating func connect(
        to address: String, _ number: UInt64, on system: inout some System
    ) {
        guard let plan = runners[number]?.plan else { return }
        do {
            let target = try CheckTarget(address: address)
            let connection = system.connect(to: target.endpoint, timeout: plan.timeout)
            runners[number]?.connection = connection
            connections[connection] = number
        } catch {
            finish(number, .critical, error.reason, on: &system)
        }
    }

    /// Takes note that a connection stands.
    ///
    /// - Returns: whether it is a check's.
    mutating func connected(_ connection: ConnectionID, on system: inout some System) -> Bool {
        guard let number = connections.removeValue(forKey: connection) else { return false }
        system.close(connection)
        runners[number]?.connection = nil
        if case .tcp(let address)? = runners[number]?.plan.test {
            finish(number, .passing, "TCP connect \(address): Success", on: &system)
        }
        return true
    }

    /// Takes note that a connection did not come to be.
    ///
    /// - Returns: whether it was a check's.
    mutating func closed(
        _ connection: ConnectionID, because reason: CloseReason, on system: inout some System
    ) -> Bool {
        guard let number = connections.removeValue(forKey: connection) else { return false }
        runners[number]?.connection = nil
        if case .tcp(let address)? = runners[number]?.plan.test {
            finish(
                number, .critical, CheckOutput.tcp(address, reason: reason), on: &system)
        }
        return true
    }
}
