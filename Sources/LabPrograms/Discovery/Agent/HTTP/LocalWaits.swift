import LabNetwork
import LabProgram

/// The requests that wait for a change of what the agent itself keeps.
struct LocalWaits {
    /// What a request waits for.
    enum Subject: Hashable {
        /// A service whose definition has another hash.
        case service(id: String, hash: String)
        /// Another user event of that name than the one of that index.
        case event(name: String, index: UInt64)
    }

    /// A request that waits.
    struct Entry {
        /// Its number, which its timer carries.
        var number: UInt64
        /// What it waits for.
        var subject: Subject
        /// How the answer is laid out.
        var style: JSONStyle
        /// Who waits.
        var exchange: ExchangeID
        /// Ends the wait.
        var timer: TimerID
    }

    /// The requests in the order in which they came.
    private(set) var entries: [Entry] = []
    /// The number of the next one.
    private(set) var next: UInt64 = 1

    /// Adds a request with the timer that was set for `next`.
    mutating func add(
        _ subject: Subject, style: JSONStyle, exchange: ExchangeID, timer: TimerID
    ) {
        entries.append(
            Entry(number: next, subject: subject, style: style, exchange: exchange, timer: timer))
        next += 1
    }

    /// Takes the requests that need not wait any more.
    mutating func take(where isOver: (Entry) -> Bool) -> [Entry] {
        let over = entries.filter(isOver)
        if !over.isEmpty { entries.removeAll(where: isOver) }
        return over
    }
}
