import LabModel

/// Reads the images of a topology file.
struct ImageDecoder {
    let diagnostics: Diagnostics
    /// The directory that relative paths of commands start from.
    let directory: String

    /// All the images.
    func images(_ file: Fields) -> [ImageDefinition] {
        guard let node = file["images"] else { return [] }
        guard let pairs = node.pairs else {
            file.read.reportType(node, expected: "a mapping of images")
            return []
        }
        return pairs.compactMap(image)
    }

    private func image(_ pair: FileNode.Pair) -> ImageDefinition? {
        if pair.key == "hello" {
            diagnostics.report("'hello' is built in: choose another name", at: pair.location)
        }
        var value = pair.value
        if value.list != nil {
            let command = FileNode.Pair(key: "command", location: pair.location, value: value)
            value = FileNode(.map([command]), at: value.location)
        }
        guard
            let fields = Fields(
                value, TopologyShapes.image, owner: pair.location, diagnostics: diagnostics)
        else { return nil }
        guard let command = fields["command"] else { return nil }
        guard let words = command.list else {
            fields.read.reportType(command, expected: "a list of the program and its arguments")
            return nil
        }
        if words.isEmpty { diagnostics.report("the command is empty", at: command) }
        let templates = words + (fields["env"]?.pairs ?? []).map(\.value)
        for node in templates {
            TemplateInspection(diagnostics: diagnostics).check(node.text ?? "", at: node)
        }
        return ImageDefinition(
            name: pair.key, command: words.compactMap { fields.read.text($0) },
            environment: fields.variables("env"), directory: directory, location: pair.location)
    }
}
