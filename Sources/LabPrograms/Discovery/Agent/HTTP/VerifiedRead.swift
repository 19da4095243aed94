/// A read that waits for a majority to say that this server still leads.
struct VerifiedRead {
    /// The token of the consensus.
    var token: UInt64
    /// What is read.
    var query: ReadQuery
    /// The request, to be tried again where this server does not lead any more.
    var request: OpenRequest
}
