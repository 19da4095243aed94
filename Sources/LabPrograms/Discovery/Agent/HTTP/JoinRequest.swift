import LabProgram

/// A client of the HTTP API that waits for the end of a join.
struct JoinRequest {
    /// The number that the pool gave the join.
    var number: Int
    /// Whether the WAN pool is meant.
    var isWAN: Bool
    /// Who waits.
    var exchange: ExchangeID
}
