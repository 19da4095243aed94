import LabNetwork
import LabProgram

extension StateStore {
    /// Creates a session whose node and checks are there and well.
    mutating func create(_ session: CatalogSession, at index: UInt64) -> CommandResult {
        guard !session.id.isEmpty else { return .failure("Missing session ID") }
        guard let record = record(named: session.node) else {
            return .failure("Missing node registration")
        }
        for id in session.nodeChecks + session.serviceChecks {
            guard let check = record.check(id) else {
                return .failure("Missing check '\(id)' registration")
            }
            if check.status == .critical {
                return .failure("Check '\(id)' is in \(check.status.word) state")
            }
        }
        var session = session
        session.createIndex = index
        session.modifyIndex = index
        sessions.put(session)
        indexes.sessions = index
        return .session(id: session.id)
    }

    /// Ends a session; one that is unknown is no error.
    mutating func endSession(_ id: String, at index: UInt64, time: Instant) {
        guard let place = sessions.position(of: id) else { return }
        let session = sessions.remove(at: place)
        indexes.sessions = index
        releaseKeys(of: session, at: index, time: time)
    }

    /// Ends the sessions that a check keeps alive.
    mutating func endSessions(
        boundTo check: String, onNode node: String, at index: UInt64, time: Instant
    ) {
        endSessions(at: index, time: time) {
            $0.node.equalsIgnoringCase(node) && $0.isBound(toCheck: check)
        }
    }

    mutating func endSessions(
        at index: UInt64, time: Instant, where isOver: (CatalogSession) -> Bool
    ) {
        guard !sessions.isEmpty else { return }
        for session in sessions where isOver(session) {
            endSession(session.id, at: index, time: time)
        }
    }
}
