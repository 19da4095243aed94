import LabNetwork

/// What DNS said of a service.
struct ServiceAnswer: Hashable {
    /// Who asked.
    var client: String
    /// The service.
    var service: String
    /// The addresses; none for a name that does not exist.
    var addresses: [String]
    /// When it was asked.
    var askedAt: Instant
}
