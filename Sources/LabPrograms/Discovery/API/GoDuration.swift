import LabNetwork

/// Lengths of time as Go's `time` package reads and prints them.
public enum GoDuration {
    /// What came of reading a text.
    public struct Reading: Sendable {
        /// The length; `nil` where the text is none.
        public var value: Interval?
        /// Go's words for what is wrong.
        public var problem = ""
    }

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// Reads a text such as `1m30s`, `-1.5h` or `0` (Go's `time.ParseDuration`).
    public static func parse(_ text: String) -> Reading {
        let invalid = Reading(value: nil, problem: "time: invalid duration \"\(text)\"")
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        if rest == "0" { return Reading(value: .zero) }
        if rest.isEmpty { return invalid }
        var total: Int64 = 0
        while !rest.isEmpty {
            guard let number = takeNumber(from: &rest) else { return invalid }
            let unit = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
            rest = rest.dropFirst(unit.count)
            if unit.isEmpty {
                return Reading(value: nil, problem: "time: missing unit in duration \"\(text)\"")
            }
            guard let scale = units.first(where: { $0.name == unit })?.nanoseconds else {
                return Reading(
                    value: nil, problem: "time: unknown unit \"\(unit)\" in duration \"\(text)\"")
            }
            guard let part = number.scaled(by: scale) else { return invalid }
            let (sum, overflow) = total.addingReportingOverflow(part)
            if overflow { return invalid }
            total = sum
        }
        return Reading(value: Interval(nanoseconds: isNegative ? -total : total))
    }

    /// Decimal digits around a point.
    private struct Number {
        var whole: Int64 = 0
        var fraction: Int64 = 0
        var fractionScale: Int64 = 1

        func scaled(by unit: Int64) -> Int64? {
            let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
            if overflow { return nil }
            let part = fraction.multipliedFullWidth(by: unit)
            let (quotient, _) = fractionScale.dividingFullWidth(part)
            let (sum, isTooLarge) = product.addingReportingOverflow(quotient)
            return isTooLarge ? nil : sum
        }
    }

    private static func takeNumber(from rest: inout Substring) -> Number? {
        var number = Number()
        var digits = 0
        while let digit = rest.first?.wholeNumberValue, rest.first?.isASCII == true {
            let (product, overflow) = number.whole.multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = product.addingReportingOverflow(Int64(digit))
            if overflow || isTooLarge { return nil }
            number.whole = sum
            digits += 1
            rest = rest.dropFirst()
        }
        guard rest.first == "." else { return digits > 0 ? number : nil }
        rest = rest.dropFirst()
        while let digit = rest.first?.wholeNumberValue, rest.first?.isASCII == true {
            if number.fractionScale < 100_000_000_000_000_000 {
                number.fraction = number.fraction * 10 + Int64(digit)
                number.fractionScale *= 10
            }
            digits += 1
            rest = rest.dropFirst()
        }
        return digits > 0 ? number : nil
    }

    /// Prints a length as Go does: `1m30s`, `10ms`, `1.5s`, `0s` (Go's `Duration.String`).
    static func text(of interval: Interval) -> String {
        let sign = interval.nanoseconds < 0 ? "-" : ""
        let rest = interval.nanoseconds.magnitude
        if rest == 0 { return "0s" }
        if rest < 1_000 { return "\(sign)\(rest)ns" }
        if rest < 1_000_000 { return sign + decimal(rest, unit: 1_000) + "µs" }
        if rest < 1_000_000_000 { return sign + decimal(rest, unit: 1_000_000) + "ms" }
        let hours = rest / 3_600_000_000_000
        let minutes = rest / 60_000_000_000 % 60
        var text = sign
        if hours > 0 { text += "\(hours)h" }
        if hours > 0 || minutes > 0 { text += "\(minutes)m" }
        return text + decimal(rest % 60_000_000_000, unit: 1_000_000_000) + "s"
    }

    /// A number divided by a power of ten, without zeros at the end.
    private static func decimal(_ value: UInt64, unit: UInt64) -> String {
        var fraction = value % unit
        guard fraction > 0 else { return "\(value / unit)" }
        var digits = String(unit).count - 1
        while fraction % 10 == 0 {
            fraction /= 10
            digits -= 1
        }
        let text = String(fraction)
        return "\(value / unit)." + String(repeating: "0", count: digits - text.count) + text
    }
}
