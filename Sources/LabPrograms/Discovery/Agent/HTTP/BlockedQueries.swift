import LabNetwork
import LabProgram

/// The reads that wait for a change of the store (spec 4.3).
struct BlockedQueries {
    /// A read that waits.
    struct Entry {
        /// Its number, which its timer carries.
        var number: UInt64
        /// What is read.
        var query: ReadQuery
        /// Who waits.
        var origin: RequestOrigin
        /// Ends the wait without a change.
        var timer: TimerID
    }

    /// The reads, in the order in which they came.
    private(set) var entries: [Entry] = []
    /// The number of the next one.
    private(set) var next: UInt64 = 1

    /// How many wait.
    var count: Int { entries.count }
    /// Whether none waits.
    var isEmpty: Bool { entries.isEmpty }

    /// Adds a read with the timer that was set for `next`.
    mutating func add(_ query: ReadQuery, from origin: RequestOrigin, timer: TimerID) {
        entries.append(Entry(number: next, query: query, origin: origin, timer: timer))
        next += 1
    }

    /// Takes the reads that have something to answer now.
    mutating func takeReady(in store: StateStore) -> [Entry] {
        var ready: [Entry] = []
        for entry in entries where entry.query.isPastMinimum(in: store) { ready.append(entry) }
        if !ready.isEmpty { entries.removeAll { $0.query.isPastMinimum(in: store) } }
        return ready
    }

    /// Takes the read whose time is over.
    mutating func expire(_ number: UInt64) -> Entry? {
        guard let index = entries.firstIndex(where: { $0.number == number }) else { return nil }
        return entries.remove(at: index)
    }

    /// Takes the reads of those who do not wait any more.
    mutating func remove(where isOver: (RequestOrigin) -> Bool) -> [Entry] {
        let over = entries.filter { isOver($0.origin) }
        if !over.isEmpty { entries.removeAll { isOver($0.origin) } }
        return over
    }
}
