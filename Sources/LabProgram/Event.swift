import LabNetwork

/// What a host tells a program.
public enum Event: Sendable {
    /// The program begins to run; what its stores hold from before can be read.
    case started
    /// The program should end in an orderly way, and call `System.exit` when it has (SIGTERM).
    case stopRequested
    /// A timer that the program set has run out.
    case timer(TimerToken)
    /// A datagram arrived on a port that the program opened.
    case datagram(Datagram)
    /// A connection to a port on which the program listens was accepted.
    case accepted(ConnectionID, port: UInt16, from: Endpoint)
    /// A connection that the program asked for stands.
    case connected(ConnectionID)
    /// Bytes arrived in order on a connection; how they are cut into pieces means nothing.
    case received(ConnectionID, [UInt8])
    /// A connection is over, or never came to be; its number will not appear again.
    case closed(ConnectionID, CloseReason)
    /// A request arrived on a port where the program serves HTTP; it must be answered once.
    case request(ExchangeID, HTTPRequest, port: UInt16, from: Endpoint)
    /// The client of a request that is still unanswered has gone; an answer would be dropped.
    case requestAbandoned(ExchangeID)
    /// The answer to a request that the program made, or why there is none.
    case response(ExchangeID, Result<HTTPResponse, HTTPFailure>)
    /// Whether the echo that the program asked for came back in time.
    case pong(ExchangeID, Bool)
    /// All that was appended to a store before `sync` was called is on the disk now.
    case synced(StoreFile, token: UInt64)
    /// Something happened to a container of the host, for programs that watch them.
    case container(ContainerEvent)
}
