/// Turns the text of a pattern into steps.
struct PatternParser {
    static let digit = Pattern.Set(ranges: [0x30...0x39])
    static let word = Pattern.Set(ranges: [0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a])
    static let space = Pattern.Set(ranges: [0x09...0x0a, 0x0c...0x0d, 0x20...0x20])

    private static let depthLimit = 64

    private let scalars: [UnicodeScalar]
    private var position = 0
    private var steps: [Pattern.Step] = []
    private var depth = 0
    private var ignoresCase = false

    /// Makes a parser of a text.
    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The steps; `nil` where the text is malformed or too large.
    mutating func parse() -> [Pattern.Step]? {
        if scalars.starts(with: Array("(?i)".unicodeScalars)) {
            ignoresCase = true
            position = 4
        }
        guard alternatives(), position == scalars.count else { return nil }
        steps.append(.match)
        return steps.count <= Pattern.stepLimit ? steps : nil
    }

    private var next: UnicodeScalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: UnicodeScalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func alternatives() -> Bool {
        depth += 1
        defer { depth -= 1 }
        guard depth <= PatternParser.depthLimit else { return false }
        let first = steps.count
        guard sequence() else { return false }
        guard next == "|" else { return true }
        var branches = [Array(steps[first...])]
        while take("|") {
            steps.removeSubrange(first...)
            guard sequence() else { return false }
            branches.append(Array(steps[first...]))
        }
        steps.removeSubrange(first...)
        for branch in branches {
            guard append(branch, from: first, isLast: false) else { return false }
        }
        return closeAlternatives(first, branches.map(\.count))
    }

    /// Adds steps that were made to stand at `origin`.
    private mutating func append(_ branch: [Pattern.Step], from origin: Int, isLast: Bool) -> Bool {
        let shift = steps.count + 1 - origin
        steps.append(.jump(0))
        for step in branch { steps.append(step.moved(by: shift)) }
        steps.append(.jump(0))
        return steps.count <= Pattern.stepLimit
    }

    /// Links branches that each stand between two steps that are still open.
    private mutating func closeAlternatives(_ first: Int, _ counts: [Int]) -> Bool {
        let end = steps.count
        var start = first
        for (place, count) in counts.enumerated() {
            let following = start + count + 2
            steps[start] =
                place + 1 < counts.count ? .split(start + 1, following) : .jump(start + 1)
            steps[start + count + 1] = .jump(end)
            start = following
        }
        return true
    }

    private mutating func sequence() -> Bool {
        while let scalar = next, scalar != "|", scalar != ")" {
            let first = steps.count
            guard atom(), repetition(from: first), steps.count <= Pattern.stepLimit else {
                return false
            }
        }
        return true
    }

    // MARK: Repetition

    private mutating func repetition(from first: Int) -> Bool {
        while let scalar = next {
            switch scalar {
            case "*": rewrite(from: first, atLeast: 0, atMost: nil)
            case "+": rewrite(from: first, atLeast: 1, atMost: nil)
            case "?": rewrite(from: first, atLeast: 0, atMost: 1)
            case "{":
                let mark = position
                guard let bounds = bounds() else {
                    position = mark
                    return true
                }
                guard bounds.low <= bounds.high ?? Int.max, max(bounds.low, bounds.high ?? 0) <= 256
                else { return false }
                rewrite(from: first, atLeast: bounds.low, atMost: bounds.high)
                position -= 1
            default: return true
            }
            position += 1
            _ = take("?")
            if steps.count > Pattern.stepLimit { return false }
        }
        return true
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`.
    private mutating func bounds() -> (low: Int, high: Int?)? {
        position += 1
        guard let low = number() else { return nil }
        if take("}") { return (low, low) }
        guard take(",") else { return nil }
        if take("}") { return (low, nil) }
        guard let high = number(), take("}") else { return nil }
        return (low, high)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = next, let digit = Character(scalar).wholeNumberValue, scalar.isASCII {
            value = min((value ?? 0) * 10 + digit, 100_000)
            position += 1
        }
        return value
    }

    /// Puts copies of the steps behind `first` in their place.
    private mutating func rewrite(from first: Int, atLeast low: Int, atMost high: Int?) {
        let body = Array(steps[first...])
        steps.removeSubrange(first...)
        for _ in 0..<low where steps.count <= Pattern.stepLimit { copy(body, from: first) }
        guard let high else {
            let start = steps.count
            steps.append(.split(start + 1, start + body.count + 2))
            copy(body, from: first)
            steps.append(.jump(start))
            return
        }
        let size = body.count + 1
        let start = steps.count
        let end = start + size * (high - low)
        for _ in 0..<high - low where steps.count <= Pattern.stepLimit {
            steps.append(.split(steps.count + 1, end))
            copy(body, from: first)
        }
    }

    private mutating func copy(_ body: [Pattern.Step], from origin: Int) {
        let shift = steps.count - origin
        for step in body { steps.append(step.moved(by: shift)) }
    }

    // MARK: Atoms

    private mutating func atom() -> Bool {
        guard let scalar = next else { return false }
        position += 1
        switch scalar {
        case "(":
            if take("?") {
                guard take(":") else { return false }
            }
            return alternatives() && take(")")
        case "[": return characterClass()
        case ".": add(Pattern.Set(ranges: [0x0a...0x0a], isNegated: true))
        case "^": steps.append(.begin)
        case "$": steps.append(.end)
        case "*", "+", "?": return false
        case "\\": return escape()
        default: addLiteral(scalar)
        }
        return true
    }

    private mutating func add(_ set: Pattern.Set) { steps.append(.scalar(set)) }

    private mutating func addLiteral(_ scalar: UnicodeScalar) {
        add(Pattern.Set(ranges: spellings(of: scalar.value...scalar.value)))
    }

    /// A range, with the other case of its ASCII letters if that does not matter.
    private func spellings(of range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
        guard ignoresCase else { return [range] }
        var ranges = [range]
        for (letters, shift) in [(UInt32(0x41)...0x5a, Int64(32)), (0x61...0x7a, -32)]
        where range.overlaps(letters) {
            let common = range.clamped(to: letters)
            ranges.append(
                UInt32(
                    Int64(common.lowerBound) + shift)...UInt32(
                        Int64(common.upperBound) + shift))
        }
        return ranges
    }

    private mutating func escape() -> Bool {
        guard let scalar = next else { return false }
        position += 1
        switch scalar {
        case "A": steps.append(.begin)
        case "z": steps.append(.end)
        case "b": steps.append(.wordBoundary)
        case "B": steps.append(.noWordBoundary)
        default:
            if let set = PatternParser.named(scalar) {
                add(set)
            } else if let literal = PatternParser.escaped(scalar) {
                addLiteral(literal)
            } else {
                return false
            }
        }
        return true
    }

    private static func named(_ scalar: UnicodeScalar) -> Pattern.Set? {
        switch scalar {
        case "d": digit
        case "D": Pattern.Set(ranges: digit.ranges, isNegated: true)
        case "w": word
        case "W": Pattern.Set(ranges: word.ranges, isNegated: true)
        case "s": space
        case "S": Pattern.Set(ranges: space.ranges, isNegated: true)
        default: nil
        }
    }

    private static func escaped(_ scalar: UnicodeScalar) -> UnicodeScalar? {
        switch scalar {
        case "n": "\n"
        case "r": "\r"
        case "t": "\t"
        case _ where scalar.isASCII && !word.contains(scalar.value): scalar
        default: nil
        }
    }

    private mutating func characterClass() -> Bool {
        var set = Pattern.Set(ranges: [])
        if take("^") { set.isNegated = true }
        var isFirst = true
        while let scalar = next, scalar != "]" || isFirst {
            isFirst = false
            position += 1
            var low = scalar
            if scalar == "\\" {
                guard let symbol = next else { return false }
                position += 1
                if let named = PatternParser.named(symbol), !named.isNegated {
                    set.ranges += named.ranges
                    continue
                }
                guard let literal = PatternParser.escaped(symbol) else { return false }
                low = literal
            }
            var high = low
            if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                guard let end = next else { return false }
                position += 1
                high = end
                if end == "\\" {
                    guard let literal = next.flatMap(PatternParser.escaped) else { return false }
                    position += 1
                    high = literal
                }
            }
            guard low.value <= high.value else { return false }
            set.ranges += spellings(of: low.value...high.value)
        }
        guard take("]") else { return false }
        add(set)
        return true
    }
}

extension Pattern.Step {
    /// The same step where its neighbours stand that much further behind.
    fileprivate func moved(by shift: Int) -> Pattern.Step {
        switch self {
        case .split(let left, let right): .split(left + shift, right + shift)
        case .jump(let target): .jump(target + shift)
        default: self
        }
    }
}
