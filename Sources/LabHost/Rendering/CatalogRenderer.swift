import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabTemplate

/// Fills in the files of a process that follow the catalog, as consul-template does.
///
/// Whoever runs it writes `files` before each start of the process, calls `takeChanged` after
/// `System.noteChange`, writes what that returns, and has the process read its files again.
public struct CatalogRenderer: Program {
    private let owner: String
    private let context: Setting
    private let service: String?
    private let templates: [(path: String, template: Template)]
    private var watcher: CatalogWatcher
    private var changed: [ProcessSpec.File] = []

    /// What the files hold now: the last rendering, and until the first answer of the discovery
    /// agent one without any service.
    public private(set) var files: [ProcessSpec.File] = []

    /// Makes a renderer of the files of a process that follow the catalog.
    ///
    /// - Returns: `nil` for a process that has none.
    /// - Throws: `LabError` for a template that can't be read or filled in.
    public init?(_ spec: ProcessSpec) throws(LabError) {
        guard let source = spec.catalog, !spec.rendered.isEmpty else { return nil }
        owner = "component \(spec.name)"
        context = source.context
        service = source.context["service"]?.text
        watcher = CatalogWatcher(
            agent: source.agent, services: source.services,
            quiescence: .init(
                minimum: .milliseconds(source.quietMilliseconds),
                maximum: .milliseconds(source.patienceMilliseconds)))
        var templates: [(path: String, template: Template)] = []
        for file in spec.rendered {
            do throws(TemplateError) {
                templates.append((file.path, try Template(file.contents)))
            } catch {
                throw LabError("\(owner): \(file.path):\(error)")
            }
        }
        self.templates = templates
        // Services that are named are there, without an instance, before anything is known.
        let unknown = (source.services ?? []).map { PassingService(name: $0, instances: []) }
        files = try render(unknown)
    }

    /// Takes the files whose contents have changed since the last call.
    public mutating func takeChanged() -> [ProcessSpec.File] {
        defer { changed = [] }
        return changed
    }

    /// Reacts to one event.
    public mutating func handle(_ event: Event, on system: inout some System) {
        watcher.handle(event, on: &system)
        guard let services = watcher.takeChange() else { return }
        do throws(LabError) {
            let rendered = try render(services)
            let others = rendered.filter { !files.contains($0) }
            files = rendered
            changed.removeAll { file in others.contains { $0.path == file.path } }
            changed += others
            let counts = services.map { "\($0.name) \($0.instances.count)" }
            let words = counts.joined(separator: ", ")
            system.log(.info, "\(others.count) files rendered anew: \(words)")
        } catch {
            system.log(.error, "\(error); the files stay as they are")
        }
    }

    /// Makes sure that the files of a process can be filled in once there are instances.
    ///
    /// - Throws: `LabError` for a template that can't be read or filled in.
    static func check(_ spec: ProcessSpec) throws(LabError) {
        guard let renderer = try CatalogRenderer(spec) else { return }
        let example = PassingInstance(
            id: "example", node: "example", address: "192.0.2.1", port: 80, tags: ["example"])
        let names = spec.catalog?.services ?? ["example"]
        _ = try renderer.render(names.map { PassingService(name: $0, instances: [example]) })
    }

    private func render(_ services: [PassingService]) throws(LabError) -> [ProcessSpec.File] {
        let list = services.map(\.setting)
        let own = services.first { $0.name == service }?.setting["instances"] ?? .list([])
        let catalog = [Setting.Entry("services", .list(list)), Setting.Entry("instances", own)]
        let whole = Setting.map(catalog + (context.entries ?? []))
        var result: [ProcessSpec.File] = []
        for (path, template) in templates {
            do throws(TemplateError) {
                result.append(.init(path: path, contents: try template.render(whole)))
            } catch {
                throw LabError("\(owner): \(path):\(error)")
            }
        }
        return result
    }
}

extension PassingService {
    /// The service as templates know it.
    fileprivate var setting: Setting {
        .map([
            .init("name", .text(name)),
            .init("instances", .list(instances.map { $0.setting(of: name) })),
        ])
    }
}

extension PassingInstance {
    /// The instance as templates know it.
    fileprivate func setting(of service: String) -> Setting {
        .map([
            .init("id", .text(id)), .init("service", .text(service)), .init("node", .text(node)),
            .init("address", .text(address)), .init("port", .integer(Int64(port))),
            .init("weight", .integer(Int64(weight))), .init("tags", .list(tags.map { .text($0) })),
        ])
    }
}
