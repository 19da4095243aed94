/// A regular expression in the common part of RE2's syntax, matched in time linear in the text.
///
/// Literals, `.`, classes, `^`, `$`, `\b`, groups, `|`, and `*`, `+`, `?`, `{n,m}`, the latter also with a
/// `?` behind them, which makes no difference to whether a text matches.
struct Pattern: Hashable, Sendable {
    /// One step of the machine.
    enum Step: Hashable, Sendable {
        case scalar(Set)
        case split(Int, Int)
        case jump(Int)
        case begin, end, wordBoundary, noWordBoundary
        case match
    }

    /// A set of characters.
    struct Set: Hashable, Sendable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false

        func contains(_ scalar: UInt32) -> Bool {
            ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    /// How many steps a pattern may have.
    static let stepLimit = 4096

    private let steps: [Step]

    /// Reads a pattern; `nil` where it is malformed or too large.
    init?(_ text: String) {
        var parser = PatternParser(text)
        guard let steps = parser.parse() else { return nil }
        self.steps = steps
    }

    /// Whether the pattern matches anywhere in a text.
    func matches(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.map(\.value)
        var current = Threads(count: steps.count)
        var next = Threads(count: steps.count)
        for position in 0...scalars.count {
            if add(0, to: &current, at: position, of: scalars) { return true }
            guard position < scalars.count else { return false }
            next.removeAll()
            for step in current.steps {
                if case .scalar(let set) = steps[step], set.contains(scalars[position]),
                    add(step + 1, to: &next, at: position + 1, of: scalars)
                {
                    return true
                }
            }
            swap(&current, &next)
        }
        return false
    }

    private struct Threads {
        var steps: [Int] = []
        private var isThere: [Bool]

        init(count: Int) { isThere = Array(repeating: false, count: count) }

        mutating func removeAll() {
            for step in steps { isThere[step] = false }
            steps.removeAll(keepingCapacity: true)
        }

        mutating func insert(_ step: Int) -> Bool {
            if isThere[step] { return false }
            isThere[step] = true
            steps.append(step)
            return true
        }
    }

    /// Follows all steps that take no character.
    ///
    /// - Returns: whether the pattern has matched.
    private func add(
        _ first: Int, to threads: inout Threads, at position: Int, of scalars: [UInt32]
    ) -> Bool {
        var pending = [first]
        while let step = pending.popLast() {
            guard threads.insert(step) else { continue }
            switch steps[step] {
            case .match: return true
            case .scalar: break
            case .jump(let target): pending.append(target)
            case .split(let left, let right): pending += [right, left]
            case .begin: if position == 0 { pending.append(step + 1) }
            case .end: if position == scalars.count { pending.append(step + 1) }
            case .wordBoundary:
                if Pattern.isBoundary(position, scalars) { pending.append(step + 1) }
            case .noWordBoundary:
                if !Pattern.isBoundary(position, scalars) { pending.append(step + 1) }
            }
        }
        return false
    }

    private static func isBoundary(_ position: Int, _ scalars: [UInt32]) -> Bool {
        let before = position > 0 && PatternParser.word.contains(scalars[position - 1])
        let after = position < scalars.count && PatternParser.word.contains(scalars[position])
        return before != after
    }
}
