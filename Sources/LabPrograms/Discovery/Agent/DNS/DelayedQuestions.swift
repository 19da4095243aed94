/// The questions whose answers are held back by a fault.
struct DelayedQuestions {
    /// A question, with the lie that answers it; `nil` for the truth.
    typealias Entry = (question: OpenQuestion, lie: DNSOutcome?)

    private var entries: [UInt64: Entry] = [:]
    private(set) var next: UInt64 = 1

    mutating func add(_ entry: Entry) {
        entries[next] = entry
        next += 1
    }

    mutating func take(_ number: UInt64) -> Entry? { entries.removeValue(forKey: number) }
}
