extension Capability {
    /// Why a backend can't do something that needs this, and what to do; `nil` where it can.
    ///
    /// - Parameter what: what asks for it, such as `exec`.
    func refusal(of what: String, on backend: BackendKind) -> String? {
        guard case .lacks(let reason) = support(on: backend) else { return nil }
        let others = BackendKind.allCases.filter { other in
            if case .has = support(on: other) { true } else { false }
        }
        return "\(backend.rawValue) \(reason), so there is no \(what): run it "
            + BackendKind.places(others)
    }

    /// What each backend can do, as a table in Markdown with a line feed after each row.
    public static var markdownTable: String {
        let names = BackendKind.allCases.map { "`\($0.rawValue)`" }
        let head = [[""] + names, Array(repeating: "---", count: names.count + 1)]
        let rows = allCases.map { capability in
            [capability.title] + BackendKind.allCases.map { capability.support(on: $0).cell }
        }
        return (head + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }
}

extension Capability.Support {
    /// The text of a table's cell.
    fileprivate var cell: String {
        switch self {
        case .has(""): "yes"
        case .has(let note): "yes: \(note)"
        case .lacks(let reason): "no: \(reason)"
        }
    }
}
