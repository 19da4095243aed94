import LabNetwork
import LabProgram

/// Something that the simulation has still to let happen.
enum Occurrence {
    /// Nothing any more.
    case cancelled
    /// A program's timer runs out.
    case timer(process: Int32, TimerToken)
    /// A datagram comes to a host's network card or loopback.
    case datagram(host: Int32, Datagram)
    /// A step in the life of a TCP connection.
    case connection(ConnectionStep, number: UInt64)
    /// What was written to a store has reached the disk.
    case synced(process: Int32, StoreFile, writes: UInt64, token: UInt64)
    /// A program hears of a container.
    case container(process: Int32, ContainerEvent)
    /// An echo came back, or did not.
    case pong(process: Int32, ExchangeID, Bool)
    /// What a connection had to tell a program that was frozen then.
    indirect case told(process: Int32, Event, kind: UInt64, digest: UInt64)
    /// A program begins to run.
    case begin(process: Int32)
}

/// A step in the life of a TCP connection; `end` is 0 for the side that connected, 1 for the other.
enum ConnectionStep: UInt8 {
    case synArrives, synAckArrives, refusalArrives, rejectionArrives, synRetry
    case chunkArrivesAtServer, chunkArrivesAtClient
    case clientRetransmits, serverRetransmits
    case deadline
}
