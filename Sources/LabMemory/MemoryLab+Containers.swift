// The protocol says what each of these does.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import LabComponents
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner
import LabSimulation

/// The container engine of each host.
extension MemoryLab {
    public func deploy(
        service name: String, on host: String, count: Int,
        environment: [ServiceDefinition.Variable]
    ) throws(LabError) {
        let number = try requireRunningHost(host)
        guard let service = topology.service(named: name) else {
            throw LabError("there is no service \(name)")
        }
        world.record("deploy \(name) on \(host) ×\(count)")
        for _ in 0..<count {
            let used = hosts[number].instances.filter { $0.service.name == name }.map(\.index)
            let index = (used.max() ?? 0) + 1
            let ports = publishedPorts(of: service, on: number)
            let id = newContainerID()
            let run = MemoryHost.InstanceRun(
                service: service, index: index, environment: environment, containerID: id,
                process: ProcessID(rawValue: -1), ports: ports)
            hosts[number].instances.append(run)
            try launch(hosts[number].instances.count - 1, on: number, event: .create)
        }
    }

    /// Starts an exited container again; its ephemeral ports are new ones then, as with Docker.
    func startAgain(_ place: Int, on number: Int) throws(LabError) {
        guard !isRunning(hosts[number].instances[place].process) else { return }
        hosts[number].instances[place].ports = publishedPorts(
            of: hosts[number].instances[place].service, on: number)
        hosts[number].instances[place].starts += 1
        try launch(place, on: number, event: nil)
    }

    private func launch(
        _ place: Int, on number: Int, event: ContainerEvent.Action?
    ) throws(LabError) {
        let run = hosts[number].instances[place]
        let container = describe(run)
        if let event { world.setContainer(container, on: number, event: event) }
        let program = try programs.program(
            for: InstanceContext(
                service: run.service, container: container, host: hosts[number].definition))
        hosts[number].instances[place].process = world.spawn(
            program, named: "\(run.service.name).\(run.index)", on: number,
            containerID: run.containerID)
        world.setContainer(container, on: number, event: .start)
    }

    private func publishedPorts(of service: ServiceDefinition, on number: Int) -> [UInt16] {
        service.ports.map { $0.published ?? world.takeEphemeralPort(on: number) }
    }

    private func newContainerID() -> String {
        (0..<4).map { _ in
            let digits = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    private func describe(_ run: MemoryHost.InstanceRun) -> Container {
        Container(
            of: run.service, index: run.index, id: run.containerID, published: run.ports,
            environment: run.environment)
    }
}
