/// How lines look on a terminal that shows colour; plain text elsewhere.
struct Style {
    /// A way that text stands out (ECMA-48, SGR).
    enum Look: String {
        case good = "32"
        case bad = "1;31"
        case warning = "33"
        case faint = "2"
        case strong = "1"
    }

    let colour: Bool

    func callAsFunction(_ text: String, _ look: Look) -> String {
        colour && !text.isEmpty ? "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// A line with something at its left, and a time at its right where the column for it begins.
enum Columns {
    /// Where a step's duration ends, as the contract's example shows it.
    static let width = 70

    /// The spaces between a text and a time, at least two.
    static func gap(_ left: String, _ right: String) -> String {
        String(repeating: " ", count: max(width - left.count - right.count, 2))
    }
}
