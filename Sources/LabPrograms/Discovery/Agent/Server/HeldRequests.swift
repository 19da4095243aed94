import LabNetwork
import LabProgram

/// What waits for a leader; Consul tries it again until `rpc_hold_timeout` has passed.
struct HeldRequests {
    /// Something that waits.
    enum Item {
        case request(OpenRequest)
        case command(OpenCommand)
        case question(OpenQuestion)
        /// Another agent's wish to see what the catalog shows about a node.
        case registrations(node: String, RPCOrigin, deadline: Instant)
    }

    /// So many may wait; more are refused at once.
    static let limit = 4096

    private var items: [(number: UInt64, timer: TimerID, item: Item)] = []
    private(set) var next: UInt64 = 1

    /// Whether nothing waits.
    var isEmpty: Bool { items.isEmpty }
    /// Whether no more may wait.
    var isFull: Bool { items.count >= HeldRequests.limit }

    /// Adds something with the timer that was set for `next`.
    mutating func add(_ item: Item, timer: TimerID) {
        items.append((next, timer, item))
        next += 1
    }

    /// Takes what waited too long.
    mutating func expire(_ number: UInt64) -> Item? {
        guard let index = items.firstIndex(where: { $0.number == number }) else { return nil }
        return items.remove(at: index).item
    }

    /// Takes everything, in the order in which it came.
    mutating func takeAll(on system: inout some System) -> [Item] {
        let taken = items
        items = []
        for entry in taken { system.cancelTimer(entry.timer) }
        return taken.map(\.item)
    }

    /// Forgets the requests of those who do not wait any more.
    mutating func remove(
        on system: inout some System, where isOver: (RequestOrigin) -> Bool
    ) {
        for index in items.indices.reversed() {
            guard case .request(let open) = items[index].item, isOver(open.origin) else { continue }
            system.cancelTimer(items[index].timer)
            items.remove(at: index)
        }
    }
}
