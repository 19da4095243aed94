import LabNetwork
import LabProgram

/// HTTP exchanges, each on a connection of its own, and the ends of connections.
extension World {
    func request(
        _ request: HTTPRequest, by process: SimulatedProcess, to target: Endpoint,
        timeouts: HTTPTimeouts
    ) -> UInt64 {
        let connection = open(process, to: target, isHTTP: true)
        connection.request = request
        connection.timeouts = timeouts
        setDeadline(of: connection, at: now + min(timeouts.connect, timeouts.total))
        sendSyn(connection)
        return connection.number
    }

    func respond(_ response: HTTPResponse, to handle: UInt64, by process: SimulatedProcess) {
        guard handle & 1 == 1, let connection = connections[handle], connection.isUnanswered,
            connection.server.process === process, !connection.server.isGone
        else { return }
        connection.isUnanswered = false
        push(.response(response), connection, from: 1)
    }

    func takeResponse(_ response: HTTPResponse, _ connection: Connection) {
        guard !connection.isSettled else { return }
        connection.isSettled = true
        discard(connection)
        tell(
            connection.client,
            .response(ExchangeID(rawValue: connection.number), .success(response)), kind: 12,
            TraceHash.digest(response.body) ^ UInt64(response.status))
    }

    func takeEnd(_ reason: CloseReason, _ connection: Connection, isAtServer: Bool) {
        if isAtServer {
            let handle = connection.number | 1
            if !connection.isHTTP {
                tell(
                    connection.server, .closed(ConnectionID(rawValue: handle), reason), kind: 11, 1)
            } else if connection.isUnanswered {
                connection.isUnanswered = false
                tell(
                    connection.server, .requestAbandoned(ExchangeID(rawValue: handle)), kind: 16, 0)
            }
        } else {
            settle(connection, reason, whileOpening: false)
        }
        discard(connection)
    }

    /// A program ends its side of a connection, or gives up a request.
    func close(_ handle: UInt64, by process: SimulatedProcess) {
        guard let connection = connections[handle] else { return }
        let end = Int(handle & 1)
        guard connection[end].process === process, !connection[end].isGone else { return }
        if end == 0 {
            connection.isSettled = true
            if let deadline = connection.deadline { queue.cancel(deadline) }
        }
        if connection.phase == .opening {
            discard(connection)
        } else {
            depart(connection, end, reason: connection.isHTTP ? .reset : .finished)
        }
    }

    /// Lets one end go after what it has sent; the other end is told when that arrives.
    func depart(_ connection: Connection, _ end: Int, reason: CloseReason) {
        push(.end(reason), connection, from: end)
        connection[end].isGone = true
        if connection.client.isGone && connection.server.isGone { discard(connection) }
    }

    /// The kernel closes what a program that has ended left open.
    func closeConnections(of process: SimulatedProcess) {
        for connection in connections.all {
            if connection.client.process === process && !connection.client.isGone {
                connection.isSettled = true
                if connection.phase == .opening {
                    discard(connection)
                    continue
                }
                depart(connection, 0, reason: .reset)
            }
            if connection.server.process === process && !connection.server.isGone {
                depart(connection, 1, reason: .reset)
            }
        }
    }

    /// A host without power forgets its connections, and nobody is told.
    func forgetConnections(of host: SimulatedHost) {
        for connection in connections.all {
            for end in 0...1 where connection[end].host === host {
                connection[end].isGone = true
                connection[end].queue = []
                connection[end].staleArrivals += connection[end].inTransit
                connection[end].inTransit = 0
            }
            if connection.client.host === host { connection.isSettled = true }
            let isOver = connection.client.isGone && connection.server.isGone
            if isOver || (connection.phase == .opening && connection.client.isGone) {
                discard(connection)
            }
        }
    }
}
