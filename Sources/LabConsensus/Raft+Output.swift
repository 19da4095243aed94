import LabNetwork
import LabProgram

extension Raft {
    /// Hands over the entries committed since the last call; the owner applies them in order.
    public mutating func takeCommitted() -> [CommittedEntry] {
        if committed.isEmpty { return [] }
        defer { committed = [] }
        return committed
    }

    /// Hands over what happened since the last call.
    public mutating func takeEvents() -> [RaftEvent] {
        if events.isEmpty { return [] }
        defer { events = [] }
        return events
    }

    /// Hands over the messages for other servers.
    ///
    /// New entries and rounds of heartbeats are put into messages here, so that several proposals
    /// in a row share one.
    public mutating func takeMessages() -> [RaftEnvelope] {
        if role == .leader { makeWantedMessages() }
        if outbox.isEmpty { return [] }
        defer { outbox = [] }
        return outbox
    }

    private mutating func makeWantedMessages() {
        if isRoundWanted {
            isRoundWanted = false
            for place in followers.indices { sendHeartbeat(toFollowerAt: place) }
        }
        if isReplicationWanted {
            isReplicationWanted = false
            for place in followers.indices where followers[place].failures == 0 {
                replicate(toFollowerAt: place)
            }
        }
    }

    /// Sends a message once term and vote are on the disk (Raft §5, figure 2: persistent state is
    /// updated before answering).
    mutating func send(_ message: RaftMessage, to peer: ServerID) {
        let envelope = RaftEnvelope(to: peer, bytes: message.encoded)
        if ballotStore.isDurable {
            outbox.append(envelope)
        } else if heldMessages.count < Raft.heldMessageLimit {
            heldMessages.append(envelope)
        }
    }

    /// How many messages wait for a slow disk; the network may lose the rest as well.
    private static let heldMessageLimit = 256

    /// Writes a log line under the name of the part.
    func report(
        _ level: LogLevel, _ text: @autoclosure () -> String, on system: inout some System
    ) {
        system.log(level, "\(configuration.logName): \(text())")
    }

    /// How hashicorp/raft prints the server itself.
    var nodeText: String { "\"Node at \(configuration.address) [\(role.word)]\"" }

    /// The address of a server, as far as it is known.
    func addressText(of server: ServerID?) -> String {
        guard let server else { return "" }
        return servers[server]?.address.description ?? server.description
    }

    /// How hashicorp/raft prints a server of the configuration.
    func peerText(of server: ServerID) -> String {
        guard let server = servers[server] else { return server.description }
        let suffrage = server.isVoter ? "Voter" : "Nonvoter"
        return "\"{\(suffrage) \(server.id) \(server.address)}\""
    }
}
