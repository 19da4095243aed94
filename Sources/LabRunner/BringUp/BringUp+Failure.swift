import LabModel

extension BringUp {
    /// How many of the last lines of a log an error shows.
    private static let shownLines = 10
    /// How many other components an error names.
    private static let namedOthers = 4

    /// The error for a unit whose time is over, and others with it.
    func failure(_ unit: AwaitedUnit, others: [AwaitedUnit]) -> LabError {
        var text =
            "is not ready after \(unit.rule.within): waited for \(unit.rule.awaited), "
            + "last seen \(unit.lastSeen)"
        if !others.isEmpty {
            let names = others.prefix(Self.namedOthers).map(\.unit.description)
            text += "; not ready either: " + names.joined(separator: " ")
            if others.count > Self.namedOthers { text += " …" }
        }
        return failure(unit.unit, text, hint: unit.rule.hint)
    }

    /// The error for a unit whose process has ended.
    func failure(_ unit: AwaitedUnit, endedAs words: String) -> LabError {
        if case .host = unit.unit { return failure(unit.unit, words, hint: unit.rule.hint) }
        let what =
            unit.readyAt == nil
            ? "\(words) while the lab waited for \(unit.rule.awaited)"
            : "\(words) after it had been ready, while the lab waited for others"
        return failure(unit.unit, what, hint: unit.rule.hint)
    }

    /// An error with the last lines that the unit logged.
    func failure(_ unit: Unit, _ what: String, hint: String?) -> LabError {
        let lines = lab.log(of: unit).suffix(Self.shownLines).map {
            "  \($0.unit) │ \($0.at.secondsText) \($0.text)"
        }
        let log = lines.isEmpty ? ["  it logged nothing"] : lines
        let hints = hint.map { ["hint: \($0)"] } ?? []
        return LabError((["\(unit) \(what)"] + hints + log).joined(separator: "\n"))
    }
}
