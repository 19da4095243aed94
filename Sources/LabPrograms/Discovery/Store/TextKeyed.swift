/// An element of an array that is kept sorted by a text.
protocol TextKeyed {
    /// Whether keys that differ in the case of ASCII letters are the same.
    static var ignoresCase: Bool { get }
    /// The text that the array is sorted by.
    var sortKey: String { get }
}

extension Array where Element: TextKeyed {
    /// The place of the first element that does not stand before that key.
    func lowerBound(_ key: String, from first: Int = 0) -> Int {
        var low = first
        var high = count
        while low < high {
            let middle = low &+ (high &- low) / 2
            if TextOrder.compare(self[middle].sortKey, key, ignoringCase: Element.ignoresCase) < 0 {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// The place of the element of that key.
    func position(of key: String, from first: Int = 0) -> Int? {
        let place = lowerBound(key, from: first)
        guard place < count,
            TextOrder.compare(self[place].sortKey, key, ignoringCase: Element.ignoresCase) == 0
        else { return nil }
        return place
    }

    /// The element of that key.
    func element(_ key: String) -> Element? {
        position(of: key).map { self[$0] }
    }

    /// Puts an element in the place of the one with its key, or in between where there is none.
    ///
    /// - Returns: its place.
    @discardableResult
    mutating func put(_ element: Element) -> Int {
        let key = element.sortKey
        let place = lowerBound(key)
        if place < count,
            TextOrder.compare(self[place].sortKey, key, ignoringCase: Element.ignoresCase) == 0
        {
            self[place] = element
        } else {
            insert(element, at: place)
        }
        return place
    }

    /// The places of all elements whose key begins with those bytes; the order must mind the case.
    func range(ofPrefix prefix: String) -> Range<Int> {
        let first = lowerBound(prefix)
        var end = first
        while end < count, TextOrder.hasPrefix(self[end].sortKey, prefix) { end += 1 }
        return first..<end
    }
}

/// The order of texts by their bytes of UTF-8, as Go and the catalog sort them.
enum TextOrder {
    /// Less than, equal to or greater than zero as `a` stands before, with or behind `b`.
    static func compare(_ a: String, _ b: String, ignoringCase: Bool = false) -> Int {
        let result = a.utf8.withContiguousStorageIfAvailable { left in
            b.utf8.withContiguousStorageIfAvailable { right in
                compare(left, right, ignoringCase: ignoringCase)
            }
        }
        if let result = result ?? nil { return result }
        return Array(a.utf8).withUnsafeBufferPointer { left in
            Array(b.utf8).withUnsafeBufferPointer { right in
                compare(left, right, ignoringCase: ignoringCase)
            }
        }
    }

    /// Whether a text stands before another one.
    static func precedes(_ a: String, _ b: String) -> Bool { compare(a, b) < 0 }

    /// Whether the bytes of a text begin with those of another one.
    static func hasPrefix(_ text: String, _ prefix: String) -> Bool {
        text.utf8.count >= prefix.utf8.count && text.utf8.starts(with: prefix.utf8)
    }

    private static func compare(
        _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, ignoringCase: Bool
    ) -> Int {
        let common = min(a.count, b.count)
        var index = 0
        while index < common {
            var left = a[index]
            var right = b[index]
            if left != right {
                if ignoringCase {
                    left = folded(left)
                    right = folded(right)
                }
                if left != right { return left < right ? -1 : 1 }
            }
            index += 1
        }
        return a.count - b.count
    }

    /// The text with small letters for ASCII capitals.
    static func folded(_ text: String) -> String {
        String(decoding: text.utf8.map { folded($0) }, as: UTF8.self)
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        byte &- 65 < 26 ? byte | 32 : byte
    }
}
