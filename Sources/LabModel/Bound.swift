import LabNetwork

/// A limit that a check compares something with.
public struct Bound: Hashable, Codable, Sendable, CustomStringConvertible {
    /// How the two are compared.
    public enum Comparison: String, Codable, Sendable {
        case less = "<"
        case atMost = "<="
        case equal = "=="
        case notEqual = "!="
        case atLeast = ">="
        case greater = ">"
    }

    /// What is compared.
    public enum Amount: Hashable, Codable, Sendable {
        case number(Double)
        case share(Probability)
        case interval(Interval)
    }

    /// How the two are compared.
    public var comparison: Comparison
    /// The limit.
    public var amount: Amount

    /// Makes a bound.
    public init(_ comparison: Comparison, _ amount: Amount) {
        self.comparison = comparison
        self.amount = amount
    }

    /// Whether a number holds to the limit; false for a limit of another kind.
    public func holds(_ value: Double) -> Bool {
        guard case .number(let limit) = amount else { return false }
        return compare(value, limit)
    }

    /// Whether a length of time holds to the limit; false for a limit of another kind.
    public func holds(_ value: Interval) -> Bool {
        guard case .interval(let limit) = amount else { return false }
        return compare(value, limit)
    }

    /// Whether a part of a whole holds to the limit: as a share, or as a number of parts.
    public func holds(_ part: Int, of whole: Int) -> Bool {
        switch amount {
        case .number(let limit): compare(Double(part), limit)
        case .share(let limit):
            compare(part * 1_000_000_000, Int(limit.billionths) * max(whole, 1))
        case .interval: false
        }
    }

    private func compare<Value: Comparable>(_ value: Value, _ limit: Value) -> Bool {
        switch comparison {
        case .less: value < limit
        case .atMost: value <= limit
        case .equal: value == limit
        case .notEqual: value != limit
        case .atLeast: value >= limit
        case .greater: value > limit
        }
    }

    /// As the scenario language writes it.
    public var description: String {
        let limit =
            switch amount {
            case .number(let value):
                value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
            case .share(let value): "\(Double(value.billionths) / 10_000_000)%"
            case .interval(let value): "\(value)"
            }
        return comparison == .equal ? limit : "\(comparison.rawValue) \(limit)"
    }
}
