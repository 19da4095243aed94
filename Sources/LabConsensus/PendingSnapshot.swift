/// A snapshot that is being written to its store.
struct PendingSnapshot: Sendable {
    var snapshot: Snapshot
    /// The leader that sent it; `nil` for one of this server's own state.
    var leader: ServerID?
}
