import LabModel
import LabNetwork

/// Reads component definition files.
struct ComponentProgramDecoder {
    let diagnostics: Diagnostics

    /// The definition, as far as it can be read; what is wrong with it is reported.
    func program(_ root: FileNode) -> ComponentProgram? {
        guard let file = Fields(root, ComponentShapes.file, diagnostics: diagnostics) else {
            return nil
        }
        let command = file["command"]
        if let command, command.list == nil {
            let words = command.text.map { $0.split(separator: " ").joined(separator: ", ") }
            file.read.reportType(
                command, expected: "a list of the program and its arguments",
                suggestion: words.map { "write [\($0)]" })
        } else if let command, command.list?.isEmpty ?? false {
            diagnostics.report("the command is empty", at: command)
        }
        var program = ComponentProgram(
            name: file.text("component") ?? "",
            command: command?.list?.compactMap { file.read.text($0) } ?? [])
        if let problem = NameRules.problem(ofPart: program.name), file["component"] != nil {
            file.report(problem, at: "component")
        }
        program.description = file.text("description") ?? ""
        program.role = file.choice("role").flatMap(ComponentDefinition.Role.init)
        program.environment = file.variables("env")
        program.files = files("files", file)
        program.rendered = files("render", file)
        checkTwice(file)
        program.defaults = SettingReader.setting(
            file["defaults"] ?? FileNode(.map([]), at: root.location))
        program.ready = file.object("ready").flatMap(readiness)
        if let stop = file.object("stop") {
            program.stopSignal = signal(stop) ?? program.stopSignal
            program.stopGrace = stop.duration("grace") ?? program.stopGrace
        }
        program.reloadSignal = file.object("reload").map { signal($0) ?? "SIGHUP" }
        program.data = paths("data", file)
        program.requires = file.texts("requires") ?? []
        program.install = file.text("install")
        program.isResolver = file.flag("resolver") ?? false
        program.location = file.pair("component")?.location ?? root.location
        checkTemplates(root)
        return program
    }

    private func files(_ key: String, _ file: Fields) -> [ComponentProgram.File] {
        guard let node = file[key] else { return [] }
        guard let pairs = node.pairs else {
            file.read.reportType(node, expected: "a mapping from paths to contents")
            return []
        }
        return pairs.compactMap { pair in
            if !pair.key.hasPrefix("/") {
                diagnostics.report("'\(pair.key)' is no absolute path", at: pair.location)
            }
            let contents = pair.value.isNull ? "" : file.read.text(pair.value)
            return contents.map { ComponentProgram.File(path: pair.key, contents: $0) }
        }
    }

    /// Reports files that are to be written in two ways.
    private func checkTwice(_ file: Fields) {
        let others = Set((file["files"]?.pairs ?? []).map(\.key))
        for pair in file["render"]?.pairs ?? [] where others.contains(pair.key) {
            diagnostics.report("'\(pair.key)' is among 'files' already", at: pair.location)
        }
        if let defaults = file["defaults"], !defaults.isMap {
            file.read.reportType(defaults, expected: "a mapping from keys to values")
        }
    }

    private func readiness(_ fields: Fields) -> ComponentProgram.Readiness? {
        let kinds = ["http", "tcp"].filter { fields[$0] != nil }
        if kinds.count != 1 {
            diagnostics.report("a readiness test needs either http or tcp", at: fields.location)
        }
        for key in ["status", "body"] where fields[key] != nil && fields["http"] == nil {
            fields.report("'\(key)' belongs to http", at: key)
        }
        var ready = ComponentProgram.Readiness(
            http: fields.text("http"), tcp: fields.text("tcp"), status: fields.bound("status"),
            body: fields.pattern("body"), hint: fields.text("hint"))
        ready.within = fields.positiveDuration("within") ?? ready.within
        return ready
    }

    private func signal(_ fields: Fields) -> String? {
        fields["signal"].flatMap {
            fields.read.literal($0, expected: "a signal such as SIGTERM", SignalName.parse)
        }
    }

    private func paths(_ key: String, _ file: Fields) -> [String] {
        (file.list(key) ?? []).compactMap { node in
            guard let path = file.read.text(node) else { return nil }
            if !path.hasPrefix("/") {
                diagnostics.report("'\(path)' is no absolute path", at: node)
            }
            return path
        }
    }

    private func checkTemplates(_ node: FileNode) {
        switch node.content {
        case .list(let nodes): nodes.forEach(checkTemplates)
        case .map(let pairs): pairs.forEach { checkTemplates($0.value) }
        case .scalar(let text, _):
            TemplateInspection(diagnostics: diagnostics).check(text, at: node)
        }
    }
}
