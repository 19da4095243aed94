import LabModel
import LabNetwork

/// Reads the components of a topology file.
struct ComponentDecoder {
    let diagnostics: Diagnostics
    let hosts: [HostDefinition]
    let names: HostNames
    /// Finds a definition by the text of `use`.
    let definition: (FileNode) -> ComponentProgram?

    /// All the components.
    func components(_ file: Fields) -> [ComponentDefinition] {
        guard let node = file["components"] else { return [] }
        guard let pairs = node.pairs else {
            file.read.reportType(node, expected: "a mapping of components")
            return []
        }
        return pairs.compactMap(component)
    }

    private func component(_ pair: FileNode.Pair) -> ComponentDefinition? {
        if let problem = NameRules.problem(ofPart: pair.key) {
            diagnostics.report(problem, at: pair.location)
        }
        guard
            let fields = Fields(
                pair.value, TopologyShapes.component, owner: pair.location,
                diagnostics: diagnostics)
        else { return nil }
        let use = fields.text("use") ?? "builtin"
        let isOwn = use != "builtin" && !ShippedDefinitions.names.contains(use)
        let program = use == "builtin" ? nil : fields["use"].flatMap(definition)
        guard let role = role(pair, fields, program: program) else { return nil }
        checkUse(use, role: role, program: program, isOwn: isOwn, fields)
        var component = ComponentDefinition(
            name: pair.key, role: role, use: use, program: program, location: pair.location)
        component.configuration = configuration(
            pair.value.removing(["role", "use"]), of: component, isOwn: isOwn)
        return component
    }

    private func role(
        _ pair: FileNode.Pair, _ fields: Fields, program: ComponentProgram?
    ) -> ComponentDefinition.Role? {
        if fields["role"] != nil {
            return fields.choice("role").flatMap(ComponentDefinition.Role.init)
        }
        if let role = program?.role ?? ComponentDefinition.Role(rawValue: pair.key) { return role }
        let roles = ComponentDefinition.Role.allCases.map(\.rawValue).formatted
        diagnostics.report("a component needs 'role': \(roles)", at: pair.location)
        return nil
    }

    private func checkUse(
        _ use: String, role: ComponentDefinition.Role, program: ComponentProgram?, isOwn: Bool,
        _ fields: Fields
    ) {
        if use == "builtin", BuiltinComponents.settings(of: role) == nil {
            fields.report(
                "there is no built-in component for the role '\(role.rawValue)': "
                    + "let 'use' name a definition", at: fields["use"] == nil ? "role" : "use")
        }
        if let own = program?.role, own != role {
            fields.report(
                "\(use) is for the role '\(own.rawValue)'", at: isOwn ? "role" : "use")
        }
    }

    // MARK: - Configuration

    private func configuration(
        _ node: FileNode, of component: ComponentDefinition, isOwn: Bool
    ) -> Setting {
        var node = node.isNull ? FileNode(.map([]), at: node.location) : node
        if !isOwn, let shape = BuiltinComponents.settings(of: component.role) {
            check(node, shape, of: component)
            node = SettingReader.normalised(node, .object(shape))
        }
        if component.role == .discovery {
            checkDiscovery(node, component: component)
            node = withServers(node, component: component)
        }
        return SettingReader.setting(node)
    }

    /// The lab's own components and definitions know all their keys; a discovery program's others
    /// are passed on to it.
    private func check(_ node: FileNode, _ shape: ObjectShape, of component: ComponentDefinition) {
        let own = (component.program?.defaults.entries ?? []).map(\.key)
            .filter { shape.field($0) == nil }
        let known = ObjectShape(
            shape.title, shape.fields + own.map { Field($0, .any, "") },
            allowsOthers: component.use != "builtin" && component.role == .discovery)
        SettingReader(diagnostics: diagnostics).check(node, known)
    }

    /// The configuration with the servers written out: every host that runs it, if none are named.
    private func withServers(_ node: FileNode, component: ComponentDefinition) -> FileNode {
        guard case .map(let pairs) = node.content, node["servers"]?.isNull ?? true else {
            return node
        }
        let running = hosts.filter { $0.run.contains(component.name) }
        let most = 7
        guard running.count <= most else {
            let place = component.location ?? node.location
            diagnostics.report(
                "\(running.count) hosts run \(component.name): say in 'servers' which have a vote",
                at: place)
            return node
        }
        let names = running.map { FileNode(.scalar($0.name, isPlain: false), at: node.location) }
        let servers = FileNode.Pair(
            key: "servers", location: node.location,
            value: FileNode(.list(names), at: node.location))
        return FileNode(.map(pairs.filter { $0.key != "servers" } + [servers]), at: node.location)
    }

    private func checkDiscovery(_ node: FileNode, component: ComponentDefinition) {
        let read = ValueReader(diagnostics: diagnostics)
        let running = Set(hosts.filter { $0.run.contains(component.name) }.map(\.name))
        checkHosts(node["servers"], run: component.name, running: running)
        for entry in node["services"].map(read.items) ?? [] {
            checkHosts(entry["on"], run: component.name, running: running)
            for check in entry["checks"].map(read.items) ?? [] { checkProbe(check) }
            if let check = entry["check"] { checkProbe(check) }
        }
        for check in node["checks"].map(read.items) ?? [] {
            checkHosts(check["on"], run: component.name, running: running)
            checkProbe(check)
        }
    }

    private func checkHosts(_ node: FileNode?, run component: String, running: Set<String>) {
        guard let node else { return }
        let read = ValueReader(diagnostics: diagnostics)
        var seen: Set<String> = []
        for item in read.items(node) {
            guard let host = names.name(item, read: read) else { continue }
            if !running.contains(host) {
                diagnostics.report("\(host) does not run \(component)", at: item)
            } else if !seen.insert(host).inserted {
                diagnostics.report("\(host) is named twice", at: item)
            }
        }
    }

    /// The rules of Consul's check definitions.
    private func checkProbe(_ node: FileNode) {
        guard node.isMap else { return }
        let kinds = ["http", "tcp", "ttl"].filter { !(node[$0]?.isNull ?? true) }
        guard let kind = kinds.first else {
            return diagnostics.report("a check needs one of http, tcp or ttl", at: node)
        }
        if kinds.count > 1 {
            diagnostics.report("a check is of one kind: both \(kind) and \(kinds[1])", at: node)
        }
        let hasInterval = !(node["interval"]?.isNull ?? true)
        if kind == "ttl", hasInterval {
            diagnostics.report("a check has either 'ttl' or 'interval'", at: node)
        } else if kind != "ttl", !hasInterval {
            diagnostics.report("a check with '\(kind)' needs 'interval'", at: node)
        }
    }
}
