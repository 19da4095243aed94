import LabComponents
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner

/// From no power at all to every component ready.
extension MemoryLab {
    /// How long components have to become ready.
    static let readiness = Interval.seconds(60)
    /// How long is waited between two looks at a component that is not ready.
    static let readinessPace = Interval.milliseconds(100)

    /// Powers every host on, waits until every component is ready, and starts the instances that the
    /// topology asks for.
    ///
    /// - Throws: `LabError` for a component that does not become ready in time.
    public func bringUp() throws(LabError) {
        for host in topology.hosts { try start(.host(host.name)) }
        let deadline = now + Self.readiness
        for host in topology.hosts {
            for name in host.run {
                guard let component = topology.component(named: name) else { continue }
                try awaitReadiness(of: component, on: host, until: deadline)
            }
        }
        try awaitCatalog(until: deadline)
        for service in topology.services {
            for host in service.on {
                try deploy(service: service.name, on: host, count: 1, environment: [])
            }
        }
    }

    private func awaitReadiness(
        of component: ComponentDefinition, on host: HostDefinition, until deadline: Instant
    ) throws(LabError) {
        let context = ComponentContext(component: component, host: host, topology: topology)
        switch component.role {
        case .discovery:
            let ports = AgentPorts(context)
            let answered = try ask(
                host, port: ports.http, target: "/v1/status/leader", until: deadline
            ) { $0.status == 200 && $0.body.count > 2 }
            guard answered else {
                throw LabError(
                    "\(host.name)/\(component.name) is not ready after \(Self.readiness): no leader; "
                        + "are a majority of the servers up?")
            }
        case .loadBalancer:
            let port = component.configuration["listen"]?.integer ?? 80
            let endpoint = Endpoint(.loopback, UInt16(clamping: port))
            while now < deadline {
                if try outcome(of: .tcp(endpoint, timeout: .seconds(1)), on: host) == .reached {
                    return
                }
                pass(Self.readinessPace)
            }
            throw LabError(
                "\(host.name)/\(component.name) is not ready after \(Self.readiness): "
                    + "nothing listens on port \(port)")
        case .registrator, .scheduler, .custom:
            break
        }
    }

    /// Waits until the catalog knows every node that runs an agent.
    private func awaitCatalog(until deadline: Instant) throws(LabError) {
        for component in topology.components where component.role == .discovery {
            let members = topology.hosts.filter { $0.run.contains(component.name) }
            guard let first = members.first else { continue }
            let ports = AgentPorts(
                ComponentContext(component: component, host: first, topology: topology))
            let isComplete = try ask(
                first, port: ports.http, target: "/v1/catalog/nodes", until: deadline
            ) { response in
                let text = response.text
                return members.allSatisfy { text.contains("\"Node\":\"\($0.name)\"") }
            }
            guard isComplete else {
                throw LabError(
                    "\(component.name) is not ready after \(Self.readiness): its catalog lacks "
                        + "nodes; can all agents reach a server?")
            }
        }
    }

    /// Asks a host's own agent again and again until an answer is as wanted.
    private func ask(
        _ host: HostDefinition, port: UInt16, target: String, until deadline: Instant,
        _ isWanted: (HTTPResponse) -> Bool
    ) throws(LabError) -> Bool {
        while now < deadline {
            let request = ProbeRequest.http(
                host: "127.0.0.1", port: port, HTTPRequest(target: target), timeout: .seconds(10))
            if case .http(let response) = try outcome(of: request, on: host), isWanted(response) {
                return true
            }
            pass(Self.readinessPace)
        }
        return false
    }

    private func outcome(
        of request: ProbeRequest, on host: HostDefinition
    ) throws(LabError) -> ProbeResult.Outcome {
        let id = try probe(request, from: host.name)
        defer { forget(id) }
        let limit = now + .seconds(20)
        while now < limit {
            if let result = result(of: id) { return result.outcome }
            advance(until: limit)
        }
        return .failed("timed out")
    }

    private func pass(_ interval: Interval) {
        let target = now + interval
        while now < target { advance(until: target) }
    }
}
