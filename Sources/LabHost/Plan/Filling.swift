import LabModel
import LabTemplate

/// Fills in the templates of one process, with errors that say which of them is wrong.
struct Filling {
    /// Whose templates they are, for messages: "component balancer".
    let owner: String
    let context: Setting

    /// A template filled in.
    ///
    /// - Parameter place: what the template is, for messages.
    func text(_ template: String, _ place: String) throws(LabError) -> String {
        do throws(TemplateError) {
            return try Template.render(template, context)
        } catch {
            throw LabError("\(owner): \(place):\(error)")
        }
    }

    /// A command with its program found: a path that is not absolute starts from a directory.
    func command(_ words: [String], in directory: String?) throws(LabError) -> [String] {
        var result: [String] = []
        for word in words { result.append(try text(word, "command")) }
        if let program = result.first, let directory {
            result[0] = Self.path(of: program, in: directory)
        }
        return result
    }

    /// Where a program is: a bare name is looked up in the `PATH` later, and stays as it is.
    static func path(of program: String, in directory: String?) -> String {
        guard program.contains("/"), !program.hasPrefix("/"), let directory else { return program }
        let tail = program.hasPrefix("./") ? String(program.dropFirst(2)) : program
        return directory + "/" + tail
    }

    /// Variables with their values filled in.
    func variables(
        _ variables: [ServiceDefinition.Variable]
    ) throws(LabError) -> [ServiceDefinition.Variable] {
        var result: [ServiceDefinition.Variable] = []
        for variable in variables {
            result.append(.init(variable.name, try text(variable.value, "env.\(variable.name)")))
        }
        return result
    }

    /// Files with their contents filled in.
    func files(_ files: [ComponentProgram.File]) throws(LabError) -> [ProcessSpec.File] {
        var result: [ProcessSpec.File] = []
        for file in files {
            result.append(.init(path: file.path, contents: try text(file.contents, file.path)))
        }
        return result
    }
}
