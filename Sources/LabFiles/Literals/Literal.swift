import LabModel
import LabNetwork

/// Reads the literals of the file formats: durations, percentages, rates, sizes and bounds.
public enum Literal {
    /// Splits a number from the unit that follows it; the number is `nil` where there is none.
    static func split(_ text: some StringProtocol) -> (number: String, unit: String) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return (String(number), String(text[number.endIndex...]))
    }

    /// Reads a percentage such as `5%` or `0.1%`, from 0 to 100.
    public static func percentage(_ text: String) throws(LiteralError) -> Probability {
        let (number, unit) = split(text)
        guard let value = DecimalText(number) else {
            throw LiteralError("'\(text)' is no percentage: write it like 5% or 0.1%")
        }
        guard unit == "%" else {
            guard unit.isEmpty else {
                throw LiteralError("'\(text)' is no percentage: write \(number)%")
            }
            throw LiteralError("\(number) of what? write \(percent(number, value))")
        }
        guard let billionths = value.times(10_000_000), billionths <= 1_000_000_000 else {
            throw LiteralError("\(text) is more than everything: write 0% to 100%")
        }
        return Probability(billionths: UInt32(billionths))
    }

    /// The percentage that a bare number was probably meant to be.
    private static func percent(_ number: String, _ value: DecimalText) -> String {
        guard let thousandths = value.times(100_000), thousandths < 100_000, thousandths > 0 else {
            return "\(number)%"
        }
        let text = "\(Double(thousandths) / 1_000)"
        return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + "%"
    }

    /// Reads a rate of requests such as `100/s`, as the time from one request to the next.
    public static func requestPeriod(_ text: String) throws(LiteralError) -> Interval {
        let (number, unit) = split(text)
        let units: [String: Int64] = ["/ms": 1_000_000, "/s": 1_000_000_000, "/m": 60_000_000_000]
        guard let value = DecimalText(number) else {
            throw LiteralError("'\(text)' is no rate: write it like 100/s")
        }
        guard let length = units[unit == "/min" ? "/m" : unit] else {
            if unit.isEmpty { throw LiteralError("\(number) what? write \(number)/s") }
            throw LiteralError("'\(text)' is no rate of requests: write \(number)/s")
        }
        guard let millionths = value.times(1_000_000), millionths > 0 else {
            throw LiteralError("a rate of nothing: leave it out, or write 1/s or more")
        }
        let (high, low) = length.multipliedFullWidth(by: 1_000_000)
        let period = millionths.dividingFullWidth((high, low)).quotient
        guard period > 0 else { throw LiteralError("\(text) is more than one each nanosecond") }
        return Interval(nanoseconds: period)
    }

    /// Reads a rate of bits such as `10mbit` or `1gbit`.
    public static func bitRate(_ text: String) throws(LiteralError) -> BitRate {
        let (number, unit) = split(text)
        let units: [String: Int64] = [
            "bit": 1, "kbit": 1_000, "mbit": 1_000_000, "gbit": 1_000_000_000,
            "tbit": 1_000_000_000_000,
        ]
        guard let value = DecimalText(number) else {
            throw LiteralError("'\(text)' is no rate: write it like 10mbit or 1gbit")
        }
        var word = unit.lowercased()
        if word.hasSuffix("/s") { word.removeLast(2) }
        guard let size = units[word] else {
            if unit.isEmpty { throw LiteralError("\(number) what? write \(number)mbit") }
            let letter = word.first.map(String.init) ?? ""
            let near = "kmgt".contains(letter) ? letter : "m"
            throw LiteralError("'\(text)' is no rate of bits: write \(number)\(near)bit")
        }
        guard let bits = value.times(size) else { throw LiteralError("\(text) is too much") }
        guard bits > 0 else { throw LiteralError("no bits at all: use unplug for a dead link") }
        return BitRate(bitsPerSecond: UInt64(bits))
    }

    /// Reads a size such as `64MiB` or `1GB`, in bytes.
    public static func size(_ text: String) throws(LiteralError) -> Int64 {
        let (number, unit) = split(text)
        let units: [String: Int64] = [
            "B": 1, "kB": 1_000, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000,
            "TB": 1_000_000_000_000, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
            "TiB": 1 << 40,
        ]
        guard let value = DecimalText(number) else {
            throw LiteralError("'\(text)' is no size: write it like 64MiB or 1GB")
        }
        guard let size = units[unit] else {
            if unit.isEmpty { throw LiteralError("\(number) what? write \(number)MiB") }
            let letter = unit.uppercased().first.map(String.init) ?? "M"
            let near = "KMGT".contains(letter) ? letter : "M"
            throw LiteralError(
                "unknown unit '\(unit)': write \(number)\(near)iB or \(number)\(near)B")
        }
        guard let bytes = value.times(size) else { throw LiteralError("\(text) is too much") }
        return bytes
    }

    /// Reads a drift of a clock, in parts in a billion: `50ppm`, `0.01%`, or time a second as
    /// `50us/s`.
    public static func drift(_ text: String) throws(LiteralError) -> Int64 {
        let isNegative = text.hasPrefix("-")
        let rest = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let (number, unit) = split(rest)
        var parts: Int64?
        if let value = DecimalText(number), unit == "ppm" || unit == "%" {
            parts = value.times(unit == "ppm" ? 1_000 : 10_000_000)
        } else {
            let time = rest.hasSuffix("/s") ? rest.dropLast(2) : rest
            parts = (try? duration(String(time)))?.nanoseconds
        }
        guard let parts else {
            throw LiteralError("'\(text)' is no drift: write it like 50ppm, 0.01% or 50us/s")
        }
        return isNegative ? -parts : parts
    }
}
