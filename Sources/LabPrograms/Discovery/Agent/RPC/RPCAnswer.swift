import LabProgram

/// What an agent answers another.
enum RPCAnswer: Hashable {
    /// The answer to `http`.
    case http(HTTPResponse)
    /// The DNS message that answers `question`; empty when there shall be none.
    case message([UInt8])
    /// The answer to `raftPeers`: how many servers its configuration holds.
    case peers(Int)
    /// The command was committed and applied.
    case applied
    /// The command that would write what the catalog holds about the node; empty for nothing.
    case registrations([UInt8])
    /// Why there is no answer.
    case failed(String)
}
