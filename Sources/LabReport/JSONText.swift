import LabNetwork

/// A JSON value that is to be written (RFC 8259); objects keep their order.
public enum JSONText {
    case null
    case flag(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    /// A length of time, written as seconds with all its decimals.
    case seconds(Interval)
    case text(String)
    case array([JSONText])
    case object([(name: String, value: JSONText)])

    /// A text, or `null` where there is none.
    public static func optional(_ text: String?) -> JSONText { text.map(JSONText.text) ?? .null }

    /// The value on one line.
    public var line: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to output: inout String) {
        switch self {
        case .null: output += "null"
        case .flag(let value): output += value ? "true" : "false"
        case .integer(let value): output += "\(value)"
        case .unsigned(let value): output += "\(value)"
        case .seconds(let value): output += value.exactSeconds
        case .text(let value): JSONText.write(value, to: &output)
        case .array(let elements):
            output += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { output += ", " }
                element.write(to: &output)
            }
            output += "]"
        case .object(let members):
            output += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { output += ", " }
                JSONText.write(member.name, to: &output)
                output += ": "
                member.value.write(to: &output)
            }
            output += "}"
        }
    }

    private static func write(_ text: String, to output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}

extension Interval {
    /// The seconds as a decimal number without rounding, such as `5`, `0.2` or `1.000000001`.
    var exactSeconds: String {
        let sign = nanoseconds < 0 ? "-" : ""
        let whole = nanoseconds.magnitude / 1_000_000_000
        var fraction = String(nanoseconds.magnitude % 1_000_000_000)
        if fraction == "0" { return "\(sign)\(whole)" }
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(sign)\(whole).\(fraction)"
    }
}
