import LabNetwork
import LabProgram

/// A program that does nothing but to be a member of a pool.
public struct MembershipProgram: Program, Sendable {
    /// Its part in the pool.
    public var membership: Membership
    private let addresses: [Endpoint]

    /// Makes a program.
    ///
    /// - Parameters:
    ///   - membership: its part in the pool.
    ///   - addresses: the agents that it joins when it starts.
    public init(_ membership: Membership, join addresses: [Endpoint] = []) {
        self.membership = membership
        self.addresses = addresses
    }

    /// Hands events on to the membership; a stop is a leave.
    public mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started:
            do throws(SystemError) {
                try membership.start(join: addresses, on: &system)
            } catch {
                system.log(.error, "Failed to start: port \(membership.endpoint.port) is in use")
                system.exit(code: 1)
            }
        case .stopRequested:
            membership.leave(on: &system)
        default:
            _ = membership.handle(event, on: &system)
        }
        for event in membership.takeEvents() {
            if case .leaveFinished = event { system.exit(code: 0) }
        }
    }
}
