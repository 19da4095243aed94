import Foundation
import LabModel
import LabNetns
import LabNetwork
import LabRunner
import LabSupervisor

/// A lab of bare hosts with its real supervisor and agents, in folders of its own.
final class RealLab {
    let folder = "/tmp/lab-test-\(UUID().uuidString.prefix(13))"
    let environment: LabEnvironment
    let lab: HostedLab

    init(_ hosts: [HostDefinition]) throws {
        environment = try LabEnvironment(
            name: "real-\(UUID().uuidString.prefix(8).lowercased())",
            runtimeHome: folder + "/run", stateHome: folder + "/state")
        let executables = LabExecutables(
            lab: Machine.products + "/lab", agent: Machine.products + "/lab-agent")
        lab = try HostedLab(
            descriptor: NetnsLauncher(executables: executables).launch(environment, seed: 1))
        try lab.apply(RealLab.topology(hosts))
        try lab.bringUp()
    }

    deinit {
        _ = environment.endByForce(milliseconds: 5000)
        try? FileManager.default.removeItem(atPath: folder)
    }

    static func topology(_ hosts: [HostDefinition]) -> Topology {
        let subnet = Subnet("10.7.0.0/24")
        return Topology(
            name: "bare",
            networks: subnet.map { [NetworkDefinition(name: "lan", subnet: $0)] } ?? [],
            hosts: hosts)
    }

    static func host(_ number: UInt8) -> HostDefinition {
        HostDefinition(
            name: "host-\(number)",
            attachments: [.init(network: "lan", address: IPv4Address(10, 7, 0, number))])
    }

    /// Runs a shell's command in a host and gives what it wrote.
    func run(_ command: String, on host: String = "host-1") throws -> String {
        let id = try lab.execute(["sh", "-c", command], on: host)
        defer { lab.forget(id) }
        let limit = lab.now + .seconds(20)
        while lab.now < limit {
            if let result = lab.result(of: id) {
                return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            lab.advance(until: limit)
        }
        throw LabError("\(command) does not end")
    }

    /// Waits until a host has power, or has none.
    func waits(for host: String, power: Bool) -> Bool {
        let limit = lab.now + .seconds(20)
        while lab.now < limit {
            let state = lab.units().first { $0.unit == .host(host) }?.state
            if let state, (state == .running) == power { return true }
            lab.advance(until: min(limit, lab.now + .milliseconds(20)))
        }
        return false
    }
}
