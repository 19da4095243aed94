/// The part of a line that a message shows, with the marker that goes under it.
struct LineExcerpt {
    /// Longer lines are cut on both sides of the place.
    private static let widest = 110
    private static let before = 60

    /// The part of the line.
    let text: String
    /// Spaces, a caret and tildes.
    let marker: String

    /// A control character as the sign that Unicode has for it.
    private static func visible(_ character: Character) -> Character {
        guard let code = character.asciiValue, code < 0x20, code != 9,
            let picture = Unicode.Scalar(0x2400 + UInt32(code))
        else { return character }
        return Character(picture)
    }

    /// Cuts a line around a place.
    ///
    /// - Parameters:
    ///   - column: the place, in characters from 1.
    ///   - length: how many characters are marked.
    init(_ line: String, column: Int, length: Int) {
        let characters = line.map(Self.visible)
        let place = min(max(column - 1, 0), characters.count)
        var first = 0
        var last = characters.count
        if characters.count > Self.widest {
            first = max(0, place - Self.before)
            last = min(characters.count, first + Self.widest)
        }
        let opening = first > 0 ? "…" : ""
        let closing = last < characters.count ? "…" : ""
        text = opening + String(characters[first..<last]) + closing
        // A tab is repeated, so that the caret stands below the place however wide tabs are shown.
        let indentation = characters[first..<place].map { $0 == "\t" ? "\t" : " " }.joined()
        let marked = max(1, min(length, last - place))
        marker =
            String(repeating: " ", count: opening.count) + indentation + "^"
            + String(repeating: "~", count: marked - 1)
    }
}
