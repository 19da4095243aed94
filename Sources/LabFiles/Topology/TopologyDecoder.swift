import LabModel
import LabNetwork

/// Reads a topology file whose includes are merged.
struct TopologyDecoder {
    let diagnostics: Diagnostics
    /// The directory of the file, which relative paths in it start from.
    let directory: String
    /// Finds a component definition by the text of `use`.
    let definition: (FileNode) -> ComponentProgram?

    /// The topology, as far as it can be read; what is wrong with it is reported.
    ///
    /// - Parameter defaultName: the name where the file gives none.
    func topology(_ root: FileNode, defaultName: String) -> Topology? {
        guard let file = Fields(root, TopologyShapes.file, diagnostics: diagnostics) else {
            return nil
        }
        let networkDecoder = NetworkDecoder(diagnostics: diagnostics)
        var networks = networkDecoder.networks(file)
        let hosts = HostDecoder(diagnostics: diagnostics, networks: networks).hosts(file)
        networkDecoder.addLongWays(to: &networks, from: file, hosts: hosts)
        let names = HostNames(hosts, diagnostics: diagnostics)
        let components = ComponentDecoder(
            diagnostics: diagnostics, hosts: hosts, names: names, definition: definition
        ).components(file)
        let services = ServiceDecoder(diagnostics: diagnostics, hosts: names).services(file)
        let topology = Topology(
            name: file.text("name") ?? defaultName, description: file.text("description") ?? "",
            networks: networks, hosts: hosts, components: components, services: services,
            images: ImageDecoder(diagnostics: diagnostics, directory: directory).images(file))
        checkRuns(file, topology)
        checkNames(topology)
        checkBalancers(file, topology)
        checkImages(file, topology)
        return topology
    }

    /// Reports components that hosts run and nobody defines.
    private func checkRuns(_ file: Fields, _ topology: Topology) {
        let known = (file["components"]?.pairs ?? []).map(\.key)
        let set = Set(known)
        let read = ValueReader(diagnostics: diagnostics)
        var lists: [FileNode] = []
        for group in ["hosts", "groups"] {
            lists += (file[group]?.pairs ?? []).compactMap { $0.value["run"] }
        }
        if let run = file["defaults"]?["run"] { lists.append(run) }
        for list in lists {
            var seen: Set<String> = []
            for item in read.items(list) {
                guard let name = item.text else { continue }
                if !set.contains(name) {
                    let isService = topology.service(named: name) != nil
                    diagnostics.reportUnknown(
                        isService
                            ? "'\(name)' is a service, not a component: start it with its 'on'"
                            : "unknown component '\(name)'",
                        word: name, among: known, at: item.location)
                } else if !seen.insert(name).inserted {
                    diagnostics.report("\(name) is named twice", at: item)
                }
            }
        }
    }

    /// Reports names that would stand for two things where a target is named.
    private func checkNames(_ topology: Topology) {
        let hosts = Set(topology.hosts.map(\.name))
        let components = Set(topology.components.map(\.name))
        for component in topology.components {
            report(component.name, "component", component.location, hosts: hosts)
        }
        for service in topology.services {
            report(service.name, "service", service.location, hosts: hosts)
            if components.contains(service.name), let place = service.location {
                diagnostics.report("'\(service.name)' is a component already", at: place)
            }
        }
    }

    private func report(
        _ name: String, _ kind: String, _ place: SourceLocation?, hosts: Set<String>
    ) {
        guard let place else { return }
        if hosts.contains(name) {
            diagnostics.report("'\(name)' is a host already", at: place)
        } else if NameRules.reserved.contains(name) {
            diagnostics.report(
                "'\(name)' means something else in a scenario: choose another name for the \(kind)",
                at: place)
        }
    }

    /// Reports an image that is but a letter away from one that there is.
    ///
    /// Others are no mistake yet: in tests a program written in Swift may stand in an image's place.
    private func checkImages(_ file: Fields, _ topology: Topology) {
        let known = topology.images.map(\.name) + ["hello"]
        for service in topology.services where !known.contains(service.image) {
            guard let node = file["services"]?[service.name]?["image"],
                let near = Spelling.nearest(to: service.image, among: known)
            else { continue }
            diagnostics.report(
                "unknown image '\(service.image)'", at: node, suggestion: "did you mean '\(near)'?")
        }
    }

    /// Reports a load balancer's service that is but a letter away from one that there is.
    ///
    /// Others are no mistake: services can also be registered while the lab runs.
    private func checkBalancers(_ file: Fields, _ topology: Topology) {
        let known = CatalogNames(topology).sorted
        let read = ValueReader(diagnostics: diagnostics)
        for component in topology.components where component.role == .loadBalancer {
            guard let node = file["components"]?[component.name]?["service"] else { continue }
            for item in read.items(node) {
                guard let name = item.text, !known.contains(name),
                    !known.contains(where: { name.hasPrefix("\($0)-") }),
                    let near = Spelling.nearest(to: name, among: known)
                else { continue }
                diagnostics.report(
                    "unknown service '\(name)'", at: item, suggestion: "did you mean '\(near)'?")
            }
        }
    }
}

/// The names under which services can stand in the catalog, as far as the files tell.
struct CatalogNames {
    /// The names in alphabetical order.
    let sorted: [String]

    init(_ topology: Topology) {
        var names: Set<String> = ["consul"]
        for service in topology.services {
            names.insert(service.name)
            let given = service.environment + service.labels
            for variable in given
            where variable.name.hasPrefix("SERVICE_") && variable.name.hasSuffix("NAME") {
                names.insert(variable.value)
            }
            let image = service.image.split(separator: "/").last ?? ""
            if let base = image.split(separator: ":").first { names.insert(String(base)) }
        }
        for component in topology.components where component.role == .discovery {
            for entry in component.configuration["services"]?.list ?? [] {
                if let name = entry["name"]?.text { names.insert(name) }
            }
        }
        sorted = names.sorted()
    }
}
