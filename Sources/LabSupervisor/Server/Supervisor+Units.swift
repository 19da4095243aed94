import LabComponents
import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner

/// Starting and ending hosts, components and instances.
extension Supervisor {
    /// How long the answer to a kill waits for the end of the process.
    private static let killLimit = Interval.seconds(2)

    func start(_ unit: Unit) throws(LabError) {
        switch unit {
        case .host(let name):
            let host = try requireHost(name)
            switch host.power {
            case .on:
                try startComponents(of: host)
                changed(host)
            case .off:
                for run in host.components { _ = try process(of: run.component, on: host) }
                powerOn(host)
            case .starting: host.wantsPower = host.isCancelled
            case .goingOff: host.wantsPower = true
            }
        case .component(let name, let component):
            let host = try requireRunningHost(name)
            try startComponent(componentIndex(component, on: host), on: host)
            changed(host)
        case .instance(let name, let service, let index):
            let host = try requireRunningHost(name)
            try startAgain(instanceIndex(service, index, on: host), on: host)
            changed(host)
        }
    }

    /// Starts the components that do not run, in the order of `run`.
    func startComponents(of host: SupervisedHost) throws(LabError) {
        for index in host.components.indices { try startComponent(index, on: host) }
    }

    private func startComponent(_ index: Int, on host: SupervisedHost) throws(LabError) {
        let run = host.components[index]
        guard run.state?.isAlive != true else { return }
        let spec = try process(of: run.component, on: host)
        host.setState(.running, ofProcess: run.component.name, since: now)
        host.components[index].starts += 1
        leadershipReaders[.component(host: host.name, name: run.component.name)] = nil
        host.order(.start(spec))
    }

    func process(
        of component: ComponentDefinition, on host: SupervisedHost
    ) throws(LabError) -> ProcessSpec {
        try ComponentPlan.process(
            for: ComponentContext(
                component: component, host: host.definition, topology: requireTopology()))
    }

    func stop(_ unit: Unit) throws(LabError) {
        if case .host(let name) = unit {
            let host = try requireRunningHost(name)
            // What is frozen can't end in its order.
            thaw(host)
            host.order(.shutDown)
            return
        }
        let (host, process) = try self.process(of: unit)
        guard host.state(ofProcess: process)?.isAlive == true else { return }
        host.order(.stop(process: process))
    }

    func kill(_ unit: Unit, signal: String, _ reply: Reply) throws(LabError) {
        if case .host(let name) = unit {
            cutPower(of: try requireHost(name))
            return reply.done()
        }
        let (host, process) = try self.process(of: unit)
        guard host.state(ofProcess: process)?.isAlive == true else { return reply.done() }
        guard signal == "SIGKILL" else {
            if host.state(ofProcess: process) == .paused {
                // What is frozen would be told only when somebody lets it go on.
                host.order(.freeze(processes: [process], false))
                host.setState(.running, ofProcess: process, since: now)
                changed(host)
            }
            host.order(.signal(process: process, signal: signal))
            return reply.done()
        }
        host.order(.signal(process: process, signal: signal))
        // Whoever kills and then starts again must not find the process still there.
        var isAnswered = false
        let answer = {
            if !isAnswered { reply.done() }
            isAnswered = true
        }
        host.whenEnded.append((process, answer))
        loop.after(Supervisor.killLimit, answer)
    }

    func leave(host name: String) throws(LabError) {
        let host = try requireRunningHost(name)
        guard let discovery = host.discovery, discovery.state?.isAlive == true else {
            throw LabError("no discovery agent runs on \(name)")
        }
        let ports = AgentPorts(
            ComponentContext(
                component: discovery.component, host: host.definition,
                topology: try requireTopology()))
        let request = HTTPRequest(method: "PUT", target: "/v1/agent/leave")
        ask(
            .http(host: "127.0.0.1", port: ports.http, request, timeout: .seconds(60)), on: host)
    }

    /// The process of a component or an instance, whether it runs or not.
    func process(
        of unit: Unit
    ) throws(LabError) -> (host: SupervisedHost, process: String) {
        switch unit {
        case .host(let name):
            throw LabError("\(name) is a host, not a process")
        case .component(let name, let component):
            let host = try requireHost(name)
            return (host, host.components[try componentIndex(component, on: host)].component.name)
        case .instance(let name, let service, let index):
            let host = try requireHost(name)
            return (host, host.instances[try instanceIndex(service, index, on: host)].name)
        }
    }

    private func componentIndex(
        _ name: String, on host: SupervisedHost
    ) throws(LabError) -> Int {
        guard let index = host.components.firstIndex(where: { $0.component.name == name }) else {
            throw LabError("\(host.name) does not run \(name)")
        }
        return index
    }

    private func instanceIndex(
        _ service: String, _ index: Int, on host: SupervisedHost
    ) throws(LabError) -> Int {
        guard
            let place = host.instances.firstIndex(where: {
                $0.service.name == service && $0.index == index
            })
        else { throw LabError("there is no instance \(service).\(index) on \(host.name)") }
        return place
    }
}
