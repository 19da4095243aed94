/// A part of a template.
indirect enum TemplateNode: Hashable, Sendable {
    /// Text that is written as it is.
    case text(String)
    /// A value.
    case variable(TemplateName, at: TemplatePlace)
    /// Something that is written for each element, where there is something; inverted, where there
    /// is nothing.
    case section(TemplateName, isInverted: Bool, [TemplateNode])
}

/// What a tag names.
struct TemplateName: Hashable, Sendable {
    /// The name as the template has it.
    let text: String
    /// The parts between the dots; none for `.`, the innermost value itself.
    let path: [String]
    /// Whether the value is written as JSON.
    let isJSON: Bool

    /// Reads a name; `nil` for a text that is none.
    init?(_ text: String) {
        self.text = text
        isJSON = text.hasPrefix("json(") && text.hasSuffix(")")
        let name = isJSON ? text.dropFirst(5).dropLast() : text[...]
        if name == "." {
            path = []
            return
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            !part.isEmpty && !part.contains { $0.isWhitespace || "(){}".contains($0) }
        }
        guard isName else { return nil }
        path = parts.map(String.init)
    }
}
