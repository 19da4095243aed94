import LabProgram

/// What `?filter=` asks of each element (Consul documentation, "API filtering"; go-bexpr).
indirect enum FilterExpression: Hashable, Sendable {
    case and(FilterExpression, FilterExpression)
    case or(FilterExpression, FilterExpression)
    case not(FilterExpression)
    case match(selector: [String], Operator, value: String, pattern: Pattern?)

    /// How a value is compared; each has a negative form.
    enum Operator: Hashable, Sendable {
        case equal, notEqual, contains, notContains, isEmpty, isNotEmpty, matches, notMatches
    }

    /// Whether an element passes.
    func admits(_ element: JSONValue) -> Bool {
        switch self {
        case .and(let left, let right): return left.admits(element) && right.admits(element)
        case .or(let left, let right): return left.admits(element) || right.admits(element)
        case .not(let inner): return !inner.admits(element)
        case .match(let selector, let comparison, let value, let pattern):
            let found = FilterExpression.values(at: selector[...], of: element)
            return FilterExpression.compare(found, comparison, value, pattern)
        }
    }

    /// The values of a selector; those of each element where it goes through a list.
    private static func values(
        at selector: ArraySlice<String>, of value: JSONValue
    ) -> [JSONValue] {
        guard let name = selector.first else { return [value] }
        switch value {
        case .array(let elements): return elements.flatMap { values(at: selector, of: $0) }
        case .object(let object):
            return object[name].map { values(at: selector.dropFirst(), of: $0) } ?? []
        default: return []
        }
    }

    private static func compare(
        _ found: [JSONValue], _ comparison: Operator, _ value: String, _ pattern: Pattern?
    ) -> Bool {
        switch comparison {
        case .equal: found.contains { $0.equals(value) }
        case .notEqual: !found.contains { $0.equals(value) }
        case .contains: found.contains { $0.contains(value) }
        case .notContains: !found.contains { $0.contains(value) }
        case .isEmpty: found.allSatisfy(\.isEmpty)
        case .isNotEmpty: !found.allSatisfy(\.isEmpty)
        case .matches: found.contains { $0.matches(pattern) }
        case .notMatches: !found.contains { $0.matches(pattern) }
        }
    }
}

extension JSONValue {
    fileprivate func equals(_ text: String) -> Bool {
        switch self {
        case .string(let value): value == text
        case .integer(let value): Int64(text) == value
        case .unsigned(let value): UInt64(text) == value
        case .double(let value): Double(text) == value
        case .bool(let value): GoBool.parse(text) == value
        default: false
        }
    }

    fileprivate func contains(_ text: String) -> Bool {
        switch self {
        case .string(let value): value.utf8.contains(text.utf8)
        case .array(let elements): elements.contains { $0.equals(text) }
        case .object(let object): object[text] != nil
        default: false
        }
    }

    fileprivate var isEmpty: Bool {
        switch self {
        case .null: true
        case .string(let value): value.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let object): object.members.isEmpty
        default: false
        }
    }

    fileprivate func matches(_ pattern: Pattern?) -> Bool {
        string.flatMap { pattern?.matches($0) } ?? false
    }
}

extension String.UTF8View {
    fileprivate func contains(_ other: String.UTF8View) -> Bool {
        var rest = self[...]
        while rest.count >= other.count {
            if rest.starts(with: other) { return true }
            if rest.isEmpty { return false }
            rest = rest.dropFirst()
        }
        return false
    }
}

/// Truth values as Go's `strconv.ParseBool` reads them.
enum GoBool {
    static func parse(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }
}
