/// Finds the word that was probably meant.
public enum Spelling {
    /// The nearest of several words, if one is near enough to be meant.
    ///
    /// Words differ by insertions, deletions, replacements and swaps of neighbours; of two that
    /// differ by as many, the one whose replaced letters are nearest in the alphabet is taken, so
    /// that `host-4` finds `host-3`.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String?
    {
        let wanted = normalised(word)
        // Among words of one or two letters every other one would be near.
        let limit = wanted.count < 3 ? 0 : max(1, min(3, wanted.count / 3))
        var best: (word: String, rank: (Int, Int))?
        for candidate in candidates where candidate != word {
            let letters = normalised(candidate)
            guard let distance = distance(wanted, letters, limit: limit) else { continue }
            let rank = (distance, spread(wanted, letters))
            if best.map({ rank < $0.rank }) ?? true { best = (candidate, rank) }
        }
        return best?.word ?? longer(wanted, among: candidates)
    }

    /// A word that the letters begin, or that they hold, where they are enough to tell.
    private static func longer(
        _ wanted: [UInt8], among candidates: some Sequence<String>
    ) -> String? {
        guard wanted.count >= 3 else { return nil }
        return candidates.first { candidate in
            let letters = normalised(candidate)
            let whole = letters.count >= 3 && wanted.starts(with: letters)
            return letters.count > wanted.count && letters.starts(with: wanted) || whole
        }
    }

    /// Case and the choice of `-` or `_` count for nothing.
    private static func normalised(_ word: String) -> [UInt8] {
        word.lowercased().utf8.prefix(100).map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
    }

    /// How far apart the letters of two words of one length are.
    private static func spread(_ a: [UInt8], _ b: [UInt8]) -> Int {
        guard a.count == b.count else { return 256 }
        return zip(a, b).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    }

    /// The optimal string alignment distance, or `nil` where it is above the limit.
    private static func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        var older: [Int] = []
        var previous = Array(0...b.count)
        for i in 0..<a.count {
            var current = [i + 1]
            for j in 0..<b.count {
                var cost = min(previous[j + 1] + 1, current[j] + 1)
                cost = min(cost, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, older[j - 1] + 1)
                }
                current.append(cost)
            }
            if (current.min() ?? 0) > limit { return nil }
            older = previous
            previous = current
        }
        return previous[b.count] <= limit ? previous[b.count] : nil
    }
}
