/// Entries by id, kept in the order of their ids, so that walking them is the same in every run.
struct SortedTable<Entry> {
    /// The ids in ascending order.
    private(set) var ids: [String] = []
    /// The entries in the order of their ids.
    var entries: [Entry] = []

    /// How many there are.
    var count: Int { ids.count }
    /// Whether there are none.
    var isEmpty: Bool { ids.isEmpty }

    /// Where the entry of an id stands.
    func index(of id: String) -> Int? {
        let position = lowerBound(of: id)
        return position < ids.count && ids[position] == id ? position : nil
    }

    /// The entry of an id; setting `nil` removes it.
    subscript(id: String) -> Entry? {
        get { index(of: id).map { entries[$0] } }
        set {
            let position = lowerBound(of: id)
            let isKnown = position < ids.count && ids[position] == id
            switch (newValue, isKnown) {
            case (let entry?, true): entries[position] = entry
            case (let entry?, false):
                ids.insert(id, at: position)
                entries.insert(entry, at: position)
            case (nil, true):
                ids.remove(at: position)
                entries.remove(at: position)
            case (nil, false): break
            }
        }
    }

    /// Changes the entry of an id where it stands.
    mutating func update(_ id: String, _ change: (inout Entry) -> Void) {
        guard let position = index(of: id) else { return }
        change(&entries[position])
    }

    private func lowerBound(of id: String) -> Int {
        var low = 0
        var high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension SortedTable: Sendable where Entry: Sendable {}
