import LabModel
import LabNetwork

/// A fault of the run that is in force, and what must be undone to end it.
struct FaultEntry {
    /// What a fault did.
    enum Effect {
        /// The lab put something in force.
        case injected(FaultKey?, FaultID)
        /// An agent was told to go into maintenance; the path that ends it.
        case maintenance(host: String, path: String)
        /// A unit was ended or told to end; whether that has been seen.
        case ended(Unit, isSeen: Bool)
    }

    /// Its number in the run, from 1.
    let number: Int
    /// The fault in the scenario's words.
    let words: String
    /// The action's word, such as `partition`.
    let keyword: String
    /// The name that the scenario gave it.
    let name: String?
    /// Its number among the faults that the seed draws.
    let drawn: Int?
    /// Since when it is in force.
    let since: Instant
    /// When it ends by itself.
    let until: Instant?
    /// Whether somebody else put it in force, so that the run does not heal it in the end.
    var isInherited = false
    var effects: [Effect]

    var notice: FaultNotice { FaultNotice(number: number, words: words, drawn: drawn) }

    /// Whether `heal` with that name means it.
    func isNamed(_ word: String) -> Bool { name == word || keyword == word || words == word }

    /// Whether all it did was to end units, which healing does not start again.
    var onlyEnded: Bool {
        effects.allSatisfy { if case .ended = $0 { true } else { false } }
    }
}

/// The faults that are in force, in the order of their beginning.
struct FaultLedger {
    private(set) var entries: [FaultEntry] = []
    private var lastNumber = 0

    /// When the next fault ends by itself.
    var nextExpiry: Instant { entries.compactMap(\.until).min() ?? .never }

    /// Adds a fault.
    mutating func add(
        _ words: String, keyword: String, name: String? = nil, drawn: Int? = nil, since: Instant,
        until: Instant? = nil, isInherited: Bool = false, effects: [FaultEntry.Effect]
    ) -> FaultEntry {
        lastNumber += 1
        let entry = FaultEntry(
            number: lastNumber, words: words, keyword: keyword, name: name, drawn: drawn,
            since: since, until: until, effects: effects)
        entries.append(entry)
        return entry
    }

    /// Takes out the faults for which something is so.
    mutating func remove(where isGone: (FaultEntry) -> Bool) -> [FaultEntry] {
        let gone = entries.filter(isGone)
        entries.removeAll { entry in gone.contains { $0.number == entry.number } }
        return gone
    }

    /// Takes out what was put in force under a key or a key that it replaces.
    ///
    /// - Returns: the ends to tell the lab of, and the faults of which nothing is left.
    mutating func take(_ isMeant: (FaultKey) -> Bool) -> (ids: [FaultID], over: [FaultEntry]) {
        var ids: [FaultID] = []
        var touched: [Int] = []
        for index in entries.indices {
            let before = entries[index].effects.count
            entries[index].effects.removeAll { effect in
                guard case .injected(let key?, let id) = effect, isMeant(key) else { return false }
                ids.append(id)
                return true
            }
            if entries[index].effects.count < before { touched.append(entries[index].number) }
        }
        return (ids, remove { touched.contains($0.number) && $0.effects.isEmpty })
    }

    /// Remembers which of the units that were told to end have ended.
    mutating func noteEnded(_ view: LabView) {
        for index in entries.indices {
            for place in entries[index].effects.indices {
                if case .ended(let unit, false) = entries[index].effects[place],
                    !view.isAlive(unit)
                {
                    entries[index].effects[place] = .ended(unit, isSeen: true)
                }
            }
        }
    }

    /// The faults in force; one that ended units is so until all of them run again.
    func inForce(_ view: LabView) -> [FaultEntry] {
        entries.filter { !FaultLedger.isOver($0, view) }
    }

    /// Whether a fault's units were ended and all run again.
    static func isOver(_ entry: FaultEntry, _ view: LabView) -> Bool {
        entry.effects.allSatisfy { effect in
            if case .ended(let unit, true) = effect { view.isAlive(unit) } else { false }
        }
    }
}
