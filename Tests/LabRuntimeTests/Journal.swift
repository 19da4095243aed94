import LabProgram
import Synchronization

/// What programs saw, in order; tests wait for entries.
final class Journal: Sendable {
    private struct State {
        var entries: [String] = []
        var waiters: [Waiter] = []
        var nextID = 0
    }

    private struct Waiter {
        var id: Int
        var isMet: @Sendable ([String]) -> Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    private let state = Mutex(State())

    var entries: [String] { state.withLock { $0.entries } }

    func add(_ entry: String) {
        let met = state.withLock { state in
            state.entries.append(entry)
            let entries = state.entries
            let met = state.waiters.filter { $0.isMet(entries) }
            state.waiters.removeAll { waiter in met.contains { $0.id == waiter.id } }
            return met
        }
        for waiter in met { waiter.continuation.resume(returning: true) }
    }

    /// Waits until the entries are as wanted.
    ///
    /// - Returns: whether they were in time.
    func wait(
        within limit: Duration = .seconds(20),
        until isMet: @escaping @Sendable ([String]) -> Bool
    ) async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let timeout = Task {
            try await Task.sleep(for: limit)
            let late = state.withLock { state in
                let late = state.waiters.first { $0.id == id }
                state.waiters.removeAll { $0.id == id }
                return late
            }
            late?.continuation.resume(returning: false)
        }
        defer { timeout.cancel() }
        return await withCheckedContinuation { continuation in
            let isMetNow = state.withLock { state in
                if isMet(state.entries) { return true }
                state.waiters.append(Waiter(id: id, isMet: isMet, continuation: continuation))
                return false
            }
            if isMetNow { continuation.resume(returning: true) }
        }
    }

    /// Waits until an entry is there.
    func wait(for entry: String) async -> Bool { await wait { $0.contains(entry) } }
}

extension Event {
    /// The event in words that are the same in every run.
    var words: String {
        switch self {
        case .started: "started"
        case .stopRequested: "stop"
        case .timer(let token): token.kind == 0 ? "timer \(token.value)" : "timer"
        case .datagram(let datagram): "datagram \(datagram.payload)"
        case .accepted(_, let port, _): "accepted \(port)"
        case .connected: "connected"
        case .received(_, let bytes): "received \(String(decoding: bytes, as: UTF8.self))"
        case .closed(_, let reason): "closed \(reason)"
        case .request(_, let request, _, _):
            "request \(request.method) \(request.target)"
                + (request.body.isEmpty ? "" : " \(request.body.count) bytes")
        case .requestAbandoned: "abandoned"
        case .response(_, .success(let response)): "response \(response.status) \(response.text)"
        case .response(_, .failure(let failure)): "failed \(failure)"
        case .synced(_, let token): "synced \(token)"
        case .container(let event): "container \(event.action) \(event.id)"
        case .pong(_, let answered): "pong \(answered)"
        }
    }
}
