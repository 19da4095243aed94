import LabNetwork

extension Literal {
    private static let units: [String: Int64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000,
        "m": 60_000_000_000, "h": 3_600_000_000_000,
    ]
    /// What people write for a unit, with the unit.
    private static let spokenUnits: [String: String] = [
        "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m",
        "minute": "m", "minutes": "m", "hr": "h", "hour": "h", "hours": "h", "msec": "ms",
        "millis": "ms", "milliseconds": "ms", "usec": "us", "micros": "us", "nsec": "ns",
    ]

    /// Reads a duration such as `200us`, `50ms`, `5s`, `1m30s` or `2h`.
    ///
    /// - Throws: `LiteralError` also for a bare number, because nobody can tell what it counts.
    public static func duration(_ text: String) throws(LiteralError) -> Interval {
        if text.hasPrefix("-") {
            throw LiteralError("\(text) is before it began: a duration here is not negative")
        }
        var rest = text[...]
        var total: Int64 = 0
        repeat {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest[number.endIndex...]
            let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest[unit.endIndex...]
            let part = try length(number: number, unit: unit, of: text)
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow, sum <= Interval.forever.nanoseconds else {
                throw LiteralError("\(text) is longer than any run")
            }
            total = sum
        } while !rest.isEmpty
        return Interval(nanoseconds: total)
    }

    /// Reads a duration that may have a sign, such as `-5m`.
    public static func signedDuration(_ text: String) throws(LiteralError) -> Interval {
        if text.hasPrefix("-") {
            return Interval(nanoseconds: -(try duration(String(text.dropFirst()))).nanoseconds)
        }
        return try duration(text.hasPrefix("+") ? String(text.dropFirst()) : text)
    }

    private static func length(
        number: Substring, unit: Substring, of text: String
    ) throws(LiteralError) -> Int64 {
        guard let value = DecimalText(number) else {
            throw LiteralError(
                "'\(text)' is no duration: write it like 200us, 50ms, 5s, 1m30s or 2h")
        }
        if let size = units[String(unit)] {
            guard let length = value.times(size) else {
                throw LiteralError("\(text) is longer than any run")
            }
            return length
        }
        if unit.isEmpty { throw LiteralError("\(number) what? write \(number)s") }
        let word = String(unit.filter { $0 != " " }).lowercased()
        if word == "d" || word == "day" || word == "days", let hours = value.times(24) {
            throw LiteralError("unknown unit '\(unit)': write \(hours)h")
        }
        if let near = spokenUnits[word] ?? (units[word] == nil ? nil : word) {
            throw LiteralError("unknown unit '\(unit)': write \(number)\(near)")
        }
        throw LiteralError(
            "unknown unit '\(unit)': durations are written like 200us, 50ms, 5s, 1m30s or 2h")
    }
}
