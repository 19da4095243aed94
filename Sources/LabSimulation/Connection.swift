import LabNetwork
import LabProgram

/// What travels on a connection, in order: bytes, whole HTTP messages, or its end.
enum Chunk {
    /// The last step of the handshake.
    case established
    case bytes([UInt8])
    case request(HTTPRequest)
    case response(HTTPResponse)
    /// The end, as the other side is told of it.
    case end(CloseReason)

    /// Bytes on the wire without the headers of its packets.
    var size: Int {
        switch self {
        case .established, .end: 0
        case .bytes(let bytes): bytes.count
        case .request(let request):
            request.target.utf8.count + 16 + Self.size(request.headers) + request.body.count
        case .response(let response):
            24 + Self.size(response.headers) + response.body.count
        }
    }

    private static func size(_ headers: [HTTPHeader]) -> Int {
        headers.reduce(2) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
    }
}

/// One side of a connection, with what it has sent that has not arrived.
struct ConnectionEnd {
    var process: SimulatedProcess?
    var host: SimulatedHost
    var endpoint: Endpoint
    /// Whether the kernel of the host has forgotten it: closed, killed or without power since.
    var isGone = false
    var queue: [Chunk] = []
    /// How many chunks at the head of the queue are on their way.
    var inTransit = 0
    /// Whether it waits to send again what got lost.
    var isStalled = false
    /// How often in a row sending got nowhere.
    var failures = 0
    var lastArrival = Instant.start
    /// Arrivals that are still scheduled for chunks that were given up.
    var staleArrivals = 0
}

/// A TCP connection between two processes, or one on its way to be.
final class Connection {
    enum Phase {
        case opening, open
    }

    let number: UInt64
    let isHTTP: Bool
    /// Whether it goes from a host to itself.
    let isLocal: Bool
    var phase = Phase.opening
    var client: ConnectionEnd
    var server: ConnectionEnd
    var synAttempts = 0
    var deadline: UInt64?
    /// For HTTP: the request that waits for the handshake, and the limits.
    var request: HTTPRequest?
    var timeouts: HTTPTimeouts?
    var startedAt: Instant
    /// Whether a request reached the server's program that it has not answered yet.
    var isUnanswered = false
    /// Whether the client's program has been told the end of it.
    var isSettled = false

    init(
        number: UInt64, isHTTP: Bool, isLocal: Bool, client: ConnectionEnd,
        server: ConnectionEnd, startedAt: Instant
    ) {
        self.number = number
        self.isHTTP = isHTTP
        self.isLocal = isLocal
        self.client = client
        self.server = server
        self.startedAt = startedAt
    }

    /// The client's end for 0, the server's for 1.
    subscript(end: Int) -> ConnectionEnd {
        _read { if end == 0 { yield client } else { yield server } }
        _modify { if end == 0 { yield &client } else { yield &server } }
    }
}

/// Connections by their numbers; a number is never used again.
struct ConnectionTable {
    private var slots: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []

    /// The live connections, in the order of their slots.
    var all: [Connection] { slots.compactMap { $0 } }

    /// The connection that a handle of either end belongs to; the lowest bit tells the end.
    subscript(handle: UInt64) -> Connection? {
        let slot = Int(handle >> 1 & 0x3fff_ffff)
        guard slot < slots.count, let connection = slots[slot],
            connection.number == handle & ~1
        else { return nil }
        return connection
    }

    mutating func nextNumber() -> UInt64 {
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            generations[slot] &+= 1
        } else {
            slot = slots.count
            slots.append(nil)
            generations.append(0)
        }
        return UInt64(generations[slot]) << 31 | UInt64(slot) << 1
    }

    mutating func insert(_ connection: Connection) {
        slots[Int(connection.number >> 1 & 0x3fff_ffff)] = connection
    }

    mutating func remove(_ connection: Connection) {
        let slot = Int(connection.number >> 1 & 0x3fff_ffff)
        guard slots[slot] === connection else { return }
        slots[slot] = nil
        free.append(slot)
    }
}
