/// Looks whether the tags of a Mustache template are closed.
enum TemplateInspection {
    /// What is wrong with a template; `nil` where nothing is.
    static func problem(in text: String) -> String? {
        var sections: [String] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            let after = rest[open.upperBound...]
            guard let close = after.firstRange(of: "}}") else {
                return "a template's '{{' is not closed"
            }
            let tag = after[..<close.lowerBound]
            rest = after[close.upperBound...]
            if rest.first == "}" && tag.first == "{" { rest = rest.dropFirst() }
            let name = String(tag.dropFirst().filter { $0 != " " })
            switch tag.first {
            case "#", "^":
                sections.append(name)
            case "/":
                guard let last = sections.popLast() else {
                    return "a template's '{{/\(name)}}' closes nothing"
                }
                if last != name {
                    return "a template's '{{/\(name)}}' stands where '{{/\(last)}}' should"
                }
            default: continue
            }
        }
        return sections.last.map { "a template's '{{#\($0)}}' is not closed" }
    }
}
