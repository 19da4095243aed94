import LabComponents
import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabRunner

/// What the container engine of each host is told.
extension Supervisor {
    /// The most instances that one order makes.
    private static let mostInstances = 1_000

    func deploy(
        _ name: String, on hostName: String, count: Int,
        environment: [ServiceDefinition.Variable]
    ) throws(LabError) {
        let host = try requireRunningHost(hostName)
        guard let service = try requireTopology().service(named: name) else {
            throw LabError("there is no service \(name)")
        }
        guard (0...Supervisor.mostInstances).contains(count) else {
            throw LabError("\(count) instances of \(name) are too many at once")
        }
        for _ in 0..<count {
            let used = host.instances.filter { $0.service.name == name }.map(\.index)
            let run = SupervisedHost.InstanceRun(
                service: service, index: (used.max() ?? 0) + 1, environment: environment,
                containerID: newContainerID(), ports: publishedPorts(of: service, on: host),
                state: .running, since: now)
            let spec = try process(of: run, on: host)
            host.instances.append(run)
            host.order(.start(spec))
        }
        changed(host)
    }

    /// Starts an exited container again; its ephemeral ports are new ones then, as with Docker.
    func startAgain(_ place: Int, on host: SupervisedHost) throws(LabError) {
        guard !host.instances[place].state.isAlive else { return }
        var run = host.instances[place]
        run.ports = publishedPorts(of: run.service, on: host)
        run.starts += 1
        run.state = .running
        run.since = now
        let spec = try process(of: run, on: host)
        host.instances[place] = run
        host.order(.start(spec))
    }

    private func process(
        of run: SupervisedHost.InstanceRun, on host: SupervisedHost
    ) throws(LabError) -> ProcessSpec {
        let container = Container(
            of: run.service, index: run.index, id: run.containerID, published: run.ports,
            environment: run.environment)
        return try ComponentPlan.process(
            for: container, of: run.service, on: host.definition, in: requireTopology())
    }

    private func publishedPorts(
        of service: ServiceDefinition, on host: SupervisedHost
    ) -> [UInt16] {
        var used = Set(host.instances.filter(\.state.isAlive).flatMap(\.ports))
        used.formUnion(topology?.services.flatMap { $0.ports.compactMap(\.published) } ?? [])
        return service.ports.map { $0.published ?? host.ports.take(besides: used) }
    }

    private func newContainerID() -> String {
        (0..<4).map { _ in
            let digits = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
