import LabFiles
import LabModel
import LabSupervisor

/// Finds the topology that a command is about where nobody names one.
struct TopologyChoice {
    let name: String?
    let files: FileOptions

    /// The named one; else the one that is up, else the only one there is.
    ///
    /// - Parameter lab: the lab that is up.
    func topology(standing lab: HostedLab?) throws -> Topology {
        let loader = try files.loader()
        if let name { return try orUsageError { try loader.topology(named: name) }.topology }
        if let topology = lab?.information.topology {
            guard files.overrides.isEmpty && files.implementations.isEmpty else {
                Console.printError(
                    "--set and --use need the topology's file: lab up TOPOLOGY --set …")
                throw ExitStatus.usage
            }
            return topology
        }
        let known = ScenarioLibrary().list().filter { $0.kind == .topology }
        guard known.count <= 1 else {
            Console.printError("which topology? There are \(known.map(\.name).listed)")
            throw ExitStatus.usage
        }
        guard let only = known.first else {
            Console.printError(
                "which topology? Name a file, or start the lab beside a folder named Scenarios")
            throw ExitStatus.usage
        }
        return try orUsageError { try loader.topology(named: only.path) }.topology
    }
}
