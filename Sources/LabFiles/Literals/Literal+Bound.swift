import LabModel
import LabNetwork

extension Literal {
    /// What a bound may compare with.
    public enum BoundKind: String, Sendable {
        /// A count, such as `">= 2"`.
        case number
        /// A part of a whole, such as `"<= 2%"`.
        case share
        /// A length of time, such as `"< 50ms"`.
        case interval
        /// A count or a part of a whole.
        case numberOrShare
    }

    /// Reads a bound such as `"<= 2%"`, `">= 10"`, `"< 50ms"` or `3`.
    public static func bound(_ text: String, of kind: BoundKind) throws(LiteralError) -> Bound {
        let signs: [(String, Bound.Comparison)] = [
            ("<=", .atMost), (">=", .atLeast), ("==", .equal), ("!=", .notEqual), ("<", .less),
            (">", .greater), ("=", .equal), ("≤", .atMost), ("≥", .atLeast), ("≠", .notEqual),
        ]
        let sign = signs.first { text.hasPrefix($0.0) }
        let rest = text.dropFirst(sign?.0.count ?? 0).drop { $0 == " " }
        let amount = try amount(String(rest), of: kind, sign: sign?.0)
        return Bound(sign?.1 ?? .equal, amount)
    }

    private static func amount(
        _ text: String, of kind: BoundKind, sign: String?
    ) throws(LiteralError) -> Bound.Amount {
        let opening = sign.map { $0 + " " } ?? ""
        switch kind {
        case .number:
            guard let value = Double(text), DecimalText(text) != nil else {
                throw LiteralError("'\(opening)\(text)' is no bound: write it like 3 or \">= 2\"")
            }
            return .number(value)
        case .share:
            return .share(try share(text))
        case .interval:
            do {
                return .interval(try duration(text))
            } catch  where DecimalText(text) == nil && !text.contains(where: \.isNumber) {
                throw LiteralError("'\(opening)\(text)' is no bound: write it like \"< 50ms\"")
            }
        case .numberOrShare:
            if text.hasSuffix("%") { return .share(try share(text)) }
            guard let value = Double(text), let decimal = DecimalText(text) else {
                throw LiteralError(
                    "'\(opening)\(text)' is no bound: write it like \"<= 2%\" or \"<= 3\"")
            }
            guard decimal.isWhole else { return .share(try share(text)) }
            return .number(value)
        }
    }

    private static func share(_ text: String) throws(LiteralError) -> Probability {
        guard !text.isEmpty else { throw LiteralError("a bound of nothing: write \"<= 2%\"") }
        return try percentage(text)
    }

    /// Reads `/…/` as a regular expression, and everything else as a text to compare whole.
    public static func pattern(_ text: String) throws(LiteralError) -> TextPattern {
        guard text.hasPrefix("/"), text.hasSuffix("/"), text.utf8.count > 2 else {
            return .exactly(text)
        }
        let expression = String(text.dropFirst().dropLast())
        do {
            _ = try Regex(expression)
        } catch {
            throw LiteralError("\(text) is no regular expression: \(error)")
        }
        return .matching(expression)
    }
}
