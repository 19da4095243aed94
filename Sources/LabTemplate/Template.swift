import LabModel

/// A Mustache template (mustache(5)) for configuration files.
///
/// It knows variables, sections, inverted sections, comments and other delimiters, and leaves lines
/// out that hold nothing but such a tag. It differs from the manual in this:
///
/// - Nothing is escaped: `{{x}}`, `{{{x}}}` and `{{&x}}` are the same, for what is written is no HTML.
/// - `{{json(x)}}` writes any value as JSON, a text in its quotation marks.
/// - A variable that nothing is known of is an error, and so is one that is a list or a map; only
///   sections may ask whether something is there.
/// - Within a section over a list `first`, `last` and `index`, from 1, tell where in the list it is.
/// - There are no partials.
///
/// It is the project's own because the packages that there are pull in Foundation, which would make
/// the agent in each host several times as large.
public struct Template: Hashable, Sendable {
    let nodes: [TemplateNode]

    /// Reads a template.
    ///
    /// - Throws: `TemplateError` for a tag or a section that is not closed, or that means nothing.
    public init(_ text: String) throws(TemplateError) {
        var parser = TemplateParser(text)
        nodes = try parser.nodes()
    }

    /// The template filled in.
    ///
    /// - Parameter context: a map of all that names can stand for.
    /// - Throws: `TemplateError` for a variable that is not there, or that is no single value.
    public func render(_ context: Setting) throws(TemplateError) -> String {
        var stack = TemplateStack(context)
        var result = ""
        try render(nodes, &stack, into: &result)
        return result
    }

    /// A text filled in as a template.
    ///
    /// - Throws: `TemplateError` as `init` and `render` do.
    public static func render(
        _ text: String, _ context: Setting
    ) throws(TemplateError) -> String {
        guard text.contains("{{") else { return text }
        return try Template(text).render(context)
    }

    private func render(
        _ nodes: [TemplateNode], _ stack: inout TemplateStack, into result: inout String
    ) throws(TemplateError) {
        for node in nodes {
            switch node {
            case .text(let text): result += text
            case .variable(let name, let place): result += try stack.text(of: name, at: place)
            case .section(let name, let isInverted, let inner):
                let value = stack.value(of: name) ?? .null
                if isInverted {
                    if !value.isTruthy { try render(inner, &stack, into: &result) }
                } else if value.isTruthy {
                    try renderSection(value, inner, &stack, into: &result)
                }
            }
        }
    }

    private func renderSection(
        _ value: Setting, _ inner: [TemplateNode], _ stack: inout TemplateStack,
        into result: inout String
    ) throws(TemplateError) {
        guard let list = value.list else {
            stack.push(value)
            try render(inner, &stack, into: &result)
            return stack.pop()
        }
        for (index, element) in list.enumerated() {
            stack.push(
                .map([
                    .init("first", .flag(index == 0)),
                    .init("last", .flag(index == list.count - 1)),
                    .init("index", .integer(Int64(index + 1))),
                ]))
            stack.push(element)
            try render(inner, &stack, into: &result)
            stack.pop()
            stack.pop()
        }
    }
}
