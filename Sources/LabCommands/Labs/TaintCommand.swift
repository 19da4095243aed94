import ArgumentParser
import LabModel
import LabSupervisor

struct TaintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "taint", abstract: "Marks hosts, so that the next up makes them anew.")

    @OptionGroup var environment: EnvironmentOptions
    @Argument(help: "The hosts.")
    var hosts: [String]

    func run() throws {
        let lab = try environment.requiredLab()
        let known = lab.topology.hosts.map(\.name)
        for host in hosts where !known.contains(host) {
            Console.printError("there is no host '\(host)'" + known.suggestion(for: host))
            throw ExitStatus.usage
        }
        for host in hosts {
            try orBackendError { () throws(LabError) in try lab.taint(host: host) }
            Console.print("\(host) is tainted: the next lab up\(environment.suffix) makes it anew")
        }
    }
}
