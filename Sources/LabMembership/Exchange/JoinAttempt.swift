import LabNetwork

/// Addresses that are being joined, one after the other.
struct JoinAttempt: Sendable {
    enum Purpose: Sendable {
        /// Somebody asked for it.
        case requested
        /// Members known from before a restart; one is enough (serf, `handleRejoin`).
        case rejoin
        /// A failed member (serf, `reconnect`).
        case reconnect
    }

    let number: Int
    let purpose: Purpose
    let addresses: [Endpoint]
    /// The names that belong to the addresses, for the log.
    var names: [String] = []
    /// How many addresses were begun.
    var begun = 0
    var contacted = 0
    var failures: [JoinOutcome.Failure] = []

    init(_ purpose: Purpose, number: Int, addresses: [Endpoint]) {
        self.purpose = purpose
        self.number = number
        self.addresses = addresses
    }

    /// Whether nothing is left to do.
    var isOver: Bool {
        begun == addresses.count || (purpose == .rejoin && contacted > 0)
    }
}
