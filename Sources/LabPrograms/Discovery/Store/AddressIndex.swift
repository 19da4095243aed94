/// Who has an address, for reverse look-ups; it follows from the tables and is not replicated.
struct AddressIndex: Hashable, Sendable {
    /// A node, or an instance with an address of its own.
    struct Owner: Hashable, Sendable {
        /// The name of the node in small letters.
        let node: String
        /// The id of the instance in small letters; `nil` for the node itself.
        let serviceID: String?

        /// Makes an owner.
        init(node: String, serviceID: String? = nil) {
            self.node = TextOrder.folded(node)
            self.serviceID = serviceID.map(TextOrder.folded)
        }
    }

    private struct Row: Hashable, Sendable, TextKeyed {
        static let ignoresCase = true
        var address: String
        var owners: [Owner]
        var sortKey: String { address }
    }

    private var rows: [Row] = []

    /// The owners of an address, the longest first.
    func owners(of address: String) -> [Owner] { rows.element(address)?.owners ?? [] }

    mutating func insert(_ owner: Owner, at address: String) {
        guard !address.isEmpty else { return }
        if let place = rows.position(of: address) {
            rows[place].owners.append(owner)
        } else {
            rows.put(Row(address: address, owners: [owner]))
        }
    }

    mutating func remove(_ owner: Owner, at address: String) {
        guard let place = rows.position(of: address) else { return }
        rows[place].owners.removeAll { $0 == owner }
        if rows[place].owners.isEmpty { rows.remove(at: place) }
    }
}
