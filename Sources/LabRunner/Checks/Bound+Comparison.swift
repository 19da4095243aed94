import LabModel
import LabNetwork

extension Bound {
    /// Whether a number of seconds holds to the limit, whether that is a time or a bare number.
    func holds(seconds: UInt32) -> Bool {
        if case .interval = amount { return holds(Interval.seconds(Int64(seconds))) }
        return holds(Double(seconds))
    }

    /// Reads a bound as it stands in a text, such as `>= 3`; `nil` where there is no comparison.
    init?(comparisonIn text: String) {
        let operators: [Comparison] = [.atMost, .atLeast, .equal, .notEqual, .less, .greater]
        guard let comparison = operators.first(where: { text.hasPrefix($0.rawValue) }) else {
            return nil
        }
        let rest = text.dropFirst(comparison.rawValue.count).drop { $0 == " " }
        guard let number = Double(rest) else { return nil }
        self.init(comparison, .number(number))
    }
}
