import LabProgram

/// A service's name with where its instances are.
struct ServiceRecord: Hashable, Sendable {
    /// Where one instance is.
    struct Reference: Hashable, Sendable {
        /// The name of the node.
        var node: String
        /// The id on that node.
        var id: String
    }

    /// The service's name as it was first spelled.
    var name: String
    /// The Raft index of the last change of an instance, its checks or its node.
    var index: UInt64
    /// The instances, sorted by node, then id, without regard to case.
    private(set) var instances: [Reference] = []

    /// Makes a record without instances.
    init(name: String, index: UInt64) {
        self.name = name
        self.index = index
    }

    mutating func insert(_ reference: Reference) {
        let place = lowerBound(reference)
        if place < instances.count, order(instances[place], reference) == 0 {
            instances[place] = reference
        } else {
            instances.insert(reference, at: place)
        }
    }

    mutating func remove(_ reference: Reference) {
        let place = lowerBound(reference)
        guard place < instances.count, order(instances[place], reference) == 0 else { return }
        instances.remove(at: place)
    }

    private func lowerBound(_ reference: Reference) -> Int {
        var low = 0
        var high = instances.count
        while low < high {
            let middle = low + (high - low) / 2
            if order(instances[middle], reference) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func order(_ a: Reference, _ b: Reference) -> Int {
        let nodes = TextOrder.compare(a.node, b.node, ignoringCase: true)
        return nodes != 0 ? nodes : TextOrder.compare(a.id, b.id, ignoringCase: true)
    }
}

extension ServiceRecord: TextKeyed {
    static let ignoresCase = true
    var sortKey: String { name }
}
