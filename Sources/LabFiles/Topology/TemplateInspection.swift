import LabTemplate

/// Looks whether texts are templates that can be read.
struct TemplateInspection {
    let diagnostics: Diagnostics

    /// Reports what is wrong with a template, and on which of its lines where it has several.
    func check(_ text: String, at node: FileNode) {
        guard text.contains("{{") else { return }
        do throws(TemplateError) {
            _ = try Template(text)
        } catch {
            let isLong = text.contains { $0.isNewline }
            diagnostics.report(
                error.message + (isLong ? " (line \(error.line) of the text)" : ""), at: node)
        }
    }
}
