import Foundation
import LabMembership
import LabNetwork

/// The bounds of gossip that the invariants are measured by.
struct MembershipBounds {
    var configuration = MembershipConfiguration.lan

    /// The longest time that a suspect has (memberlist, `SuspicionMaxTimeoutMult`).
    func longestSuspicion(members: Int) -> Interval {
        let scale = max(1, log10(Double(max(members, 1))))
        let shortest = Double(configuration.suspicionMultiplier) * scale
        let factor = shortest * Double(configuration.suspicionMaximumMultiplier)
        return .milliseconds(Int64(factor * configuration.probeInterval.seconds * 1000))
    }

    /// Until when everybody knows of a death: every member is probed once in a round.
    func detection(members: Int) -> Interval {
        longestSuspicion(members: members) + configuration.probeInterval * members
    }

    /// Until when all views are equal after the last disturbance.
    func convergence(members: Int) -> Interval {
        var scale = 1
        var size = 32
        while size < members {
            size *= 2
            scale += 1
        }
        return configuration.pushPullInterval * (2 * scale) + .seconds(10)
    }
}
