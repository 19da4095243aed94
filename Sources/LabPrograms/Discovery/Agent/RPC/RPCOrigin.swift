import LabProgram

/// Who asked: a request's number on the connection that it came on.
struct RPCOrigin: Hashable {
    /// The connection.
    var connection: ConnectionID
    /// The number that the asking agent gave the request.
    var request: UInt64
}
