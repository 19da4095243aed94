import LabNetwork

/// R5: at one index all servers have the same entry, applied the same command and reached the same
/// state.
struct StateMachineSafety {
    /// What is compared.
    enum Subject: Hashable {
        case entry, command, state
    }

    private struct Place: Hashable {
        var subject: Subject
        var index: UInt64
    }

    private var known: [Place: (value: UInt64, server: String)] = [:]

    /// Takes what a server has at an index.
    mutating func has(
        _ server: String, _ subject: Subject, _ value: UInt64, at index: UInt64,
        at now: Instant, _ report: inout InvariantReport
    ) {
        let place = Place(subject: subject, index: index)
        guard let other = known[place] else {
            known[place] = (value, server)
            return
        }
        report.expect(
            other.value == value, .stateMachineSafety, at: now,
            "\(other.server) and \(server) have another \(subject) at \(index)")
    }
}
