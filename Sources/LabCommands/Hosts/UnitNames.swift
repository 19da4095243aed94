import LabModel
import LabRunner
import LabSupervisor

/// Finds what people name in a lab that is up.
struct UnitNames {
    private let topology: Topology
    private let units: [Unit]

    init(_ lab: HostedLab) { self.init(topology: lab.topology, units: lab.units().map(\.unit)) }

    init(topology: Topology, units: [Unit]) {
        self.topology = topology
        self.units = units
    }

    /// What words stand for, each once; every host where there are no words.
    func units(of words: [String]) throws -> [Unit] {
        guard !words.isEmpty else { return topology.hosts.map { .host($0.name) } }
        var found: [Unit] = []
        for word in words {
            let named = units.filter { matches($0, word) }
            guard !named.isEmpty else {
                Console.printError("there is no '\(word)'" + names.suggestion(for: word))
                throw ExitStatus.usage
            }
            // What a host logs is all that is on it.
            for unit in named
            where !found.contains(unit) && !found.contains(.host(unit.host)) { found.append(unit) }
        }
        return found
    }

    private func matches(_ unit: Unit, _ word: String) -> Bool {
        switch unit {
        case .host(let name): name == word
        case .component(let host, let name): name == word || "\(host)/\(name)" == word
        case .instance(let host, let service, _):
            service == word || "\(host)/\(service)" == word || unit.description == word
        }
    }

    private var names: [String] {
        topology.hosts.map(\.name) + topology.components.map(\.name)
            + topology.services.map(\.name) + units.map(\.description).filter { $0.contains("/") }
    }
}
