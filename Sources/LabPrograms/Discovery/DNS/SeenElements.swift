/// What has been seen: a list while it is short, as it nearly always is, and a set beyond.
struct SeenElements<Element: Hashable> {
    /// Up to here comparing is quicker than hashing.
    private static var limit: Int { 16 }

    private var few: [Element] = []
    private var many: Set<Element> = []

    /// Adds an element; whether it is a new one.
    mutating func insert(_ element: Element) -> Bool {
        if few.contains(element) { return false }
        if few.count < SeenElements.limit {
            few.append(element)
            return true
        }
        return many.insert(element).inserted
    }
}
