import LabModel

/// What names stand for at a point of a template: the values of the sections around it.
struct TemplateStack {
    /// The most keys that an error lists.
    private static let mostListed = 16

    private var frames: [Setting]

    init(_ context: Setting) { frames = [context] }

    mutating func push(_ frame: Setting) { frames.append(frame) }
    mutating func pop() { frames.removeLast() }

    /// The value of a name; `nil` where there is none.
    ///
    /// The first part is looked up from the innermost value outwards, the others within what it is.
    func value(of name: TemplateName) -> Setting? {
        guard let head = name.path.first else { return frames.last }
        var value = frames.lazy.reversed().compactMap { $0[head] }.first
        for part in name.path.dropFirst() { value = value?[part] }
        return value
    }

    /// What a variable writes.
    func text(of name: TemplateName, at place: TemplatePlace) throws(TemplateError) -> String {
        guard let value = value(of: name) else { throw missing(name, at: place) }
        if name.isJSON { return value.json }
        switch value {
        case .text(let text): return text
        case .integer(let number): return "\(number)"
        case .decimal(let number): return "\(number)"
        case .flag(let flag): return flag ? "true" : "false"
        case .null: throw TemplateError("'\(name.text)' has no value", at: place)
        case .list, .map:
            let kind = value.list == nil ? "map" : "list"
            throw TemplateError(
                "'\(name.text)' is a \(kind): write {{#\(name.text)}}…{{/\(name.text)}}, "
                    + "or {{json(\(name.text))}}", at: place)
        }
    }

    /// The error that says how far a name leads, and which others there are.
    private func missing(_ name: TemplateName, at place: TemplatePlace) -> TemplateError {
        var known = frames.flatMap { $0.entries ?? [] }.map(\.key)
        var owner = ""
        if let head = name.path.first,
            var value = frames.lazy.reversed().compactMap({ $0[head] }).first
        {
            owner = head
            for part in name.path.dropFirst() {
                guard let next = value[part] else { break }
                value = next
                owner += ".\(part)"
            }
            known = value.entries?.map(\.key) ?? []
        }
        var seen: Set<String> = []
        known = known.filter { seen.insert($0).inserted }
        let list = known.prefix(Self.mostListed).joined(separator: ", ")
        let rest = known.count > Self.mostListed ? ", …" : ""
        let hint =
            if known.isEmpty {
                owner.isEmpty ? "" : ": '\(owner)' has no parts"
            } else {
                owner.isEmpty ? ": there are \(list)\(rest)" : ": '\(owner)' has \(list)\(rest)"
            }
        return TemplateError("there is no '\(name.text)'\(hint)", at: place)
    }
}

extension Setting {
    /// Whether a section is written: false for nothing, `false`, and an empty text, list or map.
    var isTruthy: Bool {
        switch self {
        case .null: false
        case .flag(let flag): flag
        case .integer, .decimal: true
        case .text(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .map(let entries): !entries.isEmpty
        }
    }
}
