/// A Mustache template (mustache(5)): variables, sections, inverted sections and comments.
public struct Template: Sendable {
}
