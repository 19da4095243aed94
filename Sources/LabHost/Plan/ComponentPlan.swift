import LabComponents
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabTemplate

/// How components and instances become processes of a host.
public enum ComponentPlan {
    /// The process of a component on a host, its templates filled in.
    ///
    /// - Throws: `LabError` for a template or a setting that is wrong.
    public static func process(for context: ComponentContext) throws(LabError) -> ProcessSpec {
        if context.component.use == "builtin" { return try builtin(context) }
        guard let program = context.component.program else {
            throw LabError(
                "component \(context.component.name): there is no definition of "
                    + context.component.use)
        }
        let name = context.component.name
        let template = TemplateContext(host: context.host, topology: context.topology)
        let setting = template.setting(for: context.component)
        let fill = Filling(owner: "component \(name)", context: setting)
        var spec = ProcessSpec(
            name: name, command: try fill.command(program.command, in: program.directory))
        spec.environment = try fill.variables(program.environment)
        spec.directory = program.directory
        spec.files = try fill.files(program.files)
        spec.data = program.data
        spec.stopSignal = program.stopSignal
        spec.stopGraceMilliseconds = program.stopGrace.nanoseconds / 1_000_000
        spec.reloadSignal = program.reloadSignal
        spec.rendered = program.rendered.map { .init(path: $0.path, contents: $0.contents) }
        if !spec.rendered.isEmpty { spec.catalog = try catalog(context, template, setting) }
        return spec
    }

    /// When a component counts as ready, its templates filled in; `nil` for a built-in one.
    ///
    /// - Throws: `LabError` for a template that is wrong.
    public static func readiness(
        for context: ComponentContext
    ) throws(LabError) -> ComponentProgram.Readiness? {
        guard context.component.use != "builtin", var ready = context.component.program?.ready
        else { return nil }
        let template = TemplateContext(host: context.host, topology: context.topology)
        let fill = Filling(
            owner: "component \(context.component.name)",
            context: template.setting(for: context.component))
        if let http = ready.http { ready.http = try fill.text(http, "ready.http") }
        if let tcp = ready.tcp { ready.tcp = try fill.text(tcp, "ready.tcp") }
        if let hint = ready.hint { ready.hint = try fill.text(hint, "ready.hint") }
        return ready
    }

    /// What is wrong with the templates and settings of a topology's components, in words.
    public static func problems(of topology: Topology) -> [String] {
        var result: [String] = []
        for host in topology.hosts {
            for component in host.run.compactMap({ topology.component(named: $0) }) {
                let context = ComponentContext(component: component, host: host, topology: topology)
                do throws(LabError) {
                    try CatalogRenderer.check(try process(for: context))
                    _ = try readiness(for: context)
                } catch  where !result.contains(error.message) {
                    result.append(error.message)
                } catch {}
            }
        }
        return result
    }

    // MARK: - Built-in components

    private static func builtin(_ context: ComponentContext) throws(LabError) -> ProcessSpec {
        // The settings are read here, so that a mistake shows before anything starts.
        _ = try BuiltinComponent.program(for: context)
        let name = context.component.name
        var file = ProgramFile(
            program: .component(context), host: context.host.name,
            addresses: context.host.attachments.map(\.address))
        let data = "/var/lib/lab/\(name)"
        file.dataDirectory = data
        if context.component.role == .discovery {
            file.controlSocket = ProgramFile.controlSocket(of: name)
        }
        var spec = try spec(running: file, name: name)
        spec.data = [data]
        return spec
    }

    /// The process of one of the lab's own programs.
    static func spec(running file: ProgramFile, name: String) throws(LabError) -> ProcessSpec {
        let path = "/run/lab/\(name).json"
        var spec = ProcessSpec(name: name, command: [ProcessSpec.agent, "run", path])
        do {
            spec.files = [.init(path: path, contents: try file.json)]
        } catch {
            throw LabError("\(name) can't be told what to run: \(error)")
        }
        return spec
    }

    // MARK: - The catalog

    private static func catalog(
        _ context: ComponentContext, _ template: TemplateContext, _ setting: Setting
    ) throws(LabError) -> CatalogSource {
        let component = context.component
        let discovery =
            context.topology.components.first {
                $0.role == .discovery && context.host.run.contains($0.name)
            } ?? context.topology.components.first { $0.role == .discovery }
        guard let discovery else {
            throw LabError(
                "component \(component.name) renders files from the catalog, and the topology has no "
                    + "component of the role 'discovery'")
        }
        let known = DiscoveryContext(discovery, template)
        var agent = Endpoint(known.address, known.port("http"))
        if let text = component.configuration["agent"]?.text {
            agent = try endpoint(text, context)
        }
        var source = CatalogSource(
            agent: agent, services: services(of: component), context: setting)
        try readQuiescence(component, into: &source)
        return source
    }

    /// The services that a component is configured to follow; `nil` for all.
    private static func services(of component: ComponentDefinition) -> [String]? {
        let named = component.configuration["service"]
        if let names = named?.list { return names.compactMap(\.text) }
        guard let name = named?.text else { return nil }
        return component.routesByHost ? nil : [name]
    }

    private static func endpoint(
        _ text: String, _ context: ComponentContext
    ) throws(LabError) -> Endpoint {
        let parts = text.split(separator: ":")
        let address = parts.first.flatMap { name in
            IPv4Address(name) ?? context.topology.host(named: String(name))?.address
        }
        guard parts.count == 2, let address, let port = UInt16(parts[1]) else {
            throw LabError("component \(context.component.name): agent is HOST:PORT, not \(text)")
        }
        return Endpoint(address, port)
    }

    private static func readQuiescence(
        _ component: ComponentDefinition, into source: inout CatalogSource
    ) throws(LabError) {
        guard let setting = component.configuration["quiescence"], setting != .null else { return }
        let least = setting.text ?? setting["min"]?.text
        guard let least = least.flatMap({ GoDuration.parse($0).value }) else {
            throw LabError("component \(component.name): quiescence is a duration such as 200ms")
        }
        // As consul-template's `wait`: at most four times as long in all where it is not said.
        let most = setting["max"]?.text.flatMap { GoDuration.parse($0).value } ?? least * 4
        source.quietMilliseconds = least.nanoseconds / 1_000_000
        source.patienceMilliseconds = max(least, most).nanoseconds / 1_000_000
    }
}
