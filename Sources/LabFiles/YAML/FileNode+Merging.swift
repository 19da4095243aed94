extension FileNode {
    /// This value with another one laid over it: maps are merged key by key, the rest is replaced.
    ///
    /// A key without a value takes nothing away.
    func merged(with other: FileNode) -> FileNode {
        if other.isNull { return self }
        guard case .map(let mine) = content, case .map(let theirs) = other.content else {
            return other
        }
        var pairs = mine
        var places = Dictionary(
            mine.enumerated().map { ($0.element.key, $0.offset) }, uniquingKeysWith: { a, _ in a })
        for pair in theirs {
            if let place = places[pair.key] {
                let value = pairs[place].value.merged(with: pair.value)
                pairs[place] = Pair(key: pair.key, location: pair.location, value: value)
            } else {
                places[pair.key] = pairs.count
                pairs.append(pair)
            }
        }
        return FileNode(.map(pairs), at: other.location)
    }

    /// This map without some of its keys.
    func removing(_ keys: Set<String>) -> FileNode {
        guard case .map(let pairs) = content else { return self }
        return FileNode(.map(pairs.filter { !keys.contains($0.key) }), at: location)
    }
}
