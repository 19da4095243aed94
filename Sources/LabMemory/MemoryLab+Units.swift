// The protocol says what each of these does.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import LabComponents
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner
import LabSimulation

/// Starting, ending and looking at hosts, components and instances.
extension MemoryLab {
    /// How long after its host a component starts at most; hosts do not boot in step.
    static let bootSpread = Interval.milliseconds(50)
    /// How long after the component before it in `run` a component starts.
    static let componentGap = Interval.milliseconds(10)

    public func units() -> [UnitStatus] {
        hosts.flatMap { host in
            let name = host.definition.name
            var result = [hostStatus(host)]
            for run in host.components {
                guard let process = run.process else { continue }
                result.append(
                    UnitStatus(
                        unit: .component(host: name, name: run.component.name),
                        state: state(of: process), restarts: run.starts - 1))
            }
            for run in host.instances {
                result.append(
                    UnitStatus(
                        unit: .instance(host: name, service: run.service.name, index: run.index),
                        state: state(of: run.process), restarts: run.starts - 1,
                        instanceID: String(run.containerID.prefix(12)),
                        publishedPort: run.ports.first))
            }
            return result
        }
    }

    private func hostStatus(_ host: MemoryHost) -> UnitStatus {
        let isUp = world.isUp(host.number)
        return UnitStatus(
            unit: .host(host.definition.name), state: isUp ? .running : .signaled("power"),
            restarts: max(0, host.starts - 1))
    }

    private func state(of process: ProcessID) -> UnitStatus.State {
        switch world.state(of: process) {
        case .running: .running
        case .paused: .paused
        case .exited(let code): .exited(code)
        case .signaled(let signal): .signaled(signal)
        }
    }

    public func start(_ unit: Unit) throws(LabError) {
        world.record("start \(unit)")
        switch unit {
        case .host(let name):
            try startHost(requireHost(name))
        case .component(let host, let name):
            let number = try requireRunningHost(host)
            let index = try componentIndex(name, on: number)
            try startComponent(index, on: number, after: .zero)
        case .instance(let host, let service, let index):
            let number = try requireRunningHost(host)
            try startAgain(instanceIndex(service, index, on: number), on: number)
        }
    }

    private func startHost(_ number: Int) throws(LabError) {
        hosts[number].isShuttingDown = false
        let wasUp = world.isUp(number)
        if !wasUp {
            world.powerOn(number)
            hosts[number].starts += 1
        }
        if !isRunning(hosts[number].prober) {
            hosts[number].prober = world.spawn(ProbeProgram(), named: "probe", on: number)
            if let prober = hosts[number].prober { world.observe(prober) }
        }
        var delay = wasUp ? .zero : random.interval(below: Self.bootSpread)
        for index in hosts[number].components.indices
        where !isRunning(hosts[number].components[index].process) {
            try startComponent(index, on: number, after: delay)
            delay += Self.componentGap
        }
        resumeTraffic(on: number)
    }

    func startComponent(_ index: Int, on number: Int, after delay: Interval) throws(LabError) {
        guard !isRunning(hosts[number].components[index].process) else { return }
        let run = hosts[number].components[index]
        let program = try programs.program(
            for: ComponentContext(
                component: run.component, host: hosts[number].definition, topology: topology))
        let process = world.spawn(
            program, named: run.component.name, on: number, after: delay)
        hosts[number].components[index].process = process
        hosts[number].components[index].starts += 1
        if run.component.role == .discovery {
            discoveryRuns.append((number, process))
            renewDNSFault(of: number)
        }
    }

    public func stop(_ unit: Unit) throws(LabError) {
        world.record("stop \(unit)")
        if case .host(let name) = unit {
            let number = try requireRunningHost(name)
            hosts[number].isShuttingDown = true
            for process in processes(on: number).reversed() { world.requestStop(of: process) }
            finishShutdowns()
        } else {
            for process in try processes(of: unit) { world.requestStop(of: process) }
        }
    }

    public func kill(_ unit: Unit, signal: String) throws(LabError) {
        world.record("kill \(unit) \(signal)")
        if case .host(let name) = unit {
            let number = try requireHost(name)
            hosts[number].isShuttingDown = false
            world.powerOff(number)
            return
        }
        for process in try processes(of: unit) {
            if signal == "SIGTERM" || signal == "SIGINT" {
                world.requestStop(of: process)
            } else {
                world.kill(process, signal: signal)
            }
        }
    }

    public func leave(host: String) throws(LabError) {
        let number = try requireRunningHost(host)
        world.record("leave \(host)")
        let component = hosts[number].components.first { $0.component.role == .discovery }
        guard let component, isRunning(component.process) else {
            throw LabError("no discovery agent runs on \(host)")
        }
        let ports = AgentPorts(
            ComponentContext(
                component: component.component, host: hosts[number].definition, topology: topology))
        let request = HTTPRequest(method: "PUT", target: "/v1/agent/leave")
        _ = try probe(
            .http(host: "127.0.0.1", port: ports.http, request, timeout: .seconds(60)), from: host)
    }

    /// Cuts the power of hosts that were told to shut down and have nothing left to end.
    func finishShutdowns() {
        for number in hosts.indices where hosts[number].isShuttingDown {
            let isOver = processes(on: number).allSatisfy { !isRunning($0) }
            guard isOver else { continue }
            hosts[number].isShuttingDown = false
            world.powerOff(number)
        }
    }

    func componentIndex(_ name: String, on number: Int) throws(LabError) -> Int {
        guard
            let index = hosts[number].components.firstIndex(where: { $0.component.name == name })
        else {
            throw LabError("\(hosts[number].definition.name) does not run \(name)")
        }
        return index
    }

    func instanceIndex(_ service: String, _ index: Int, on number: Int) throws(LabError) -> Int {
        guard
            let place = hosts[number].instances.firstIndex(where: {
                $0.service.name == service && $0.index == index
            })
        else {
            throw LabError(
                "there is no instance \(service).\(index) on \(hosts[number].definition.name)")
        }
        return place
    }

    /// The processes of a host's components and instances, in the order they were started.
    func processes(on number: Int) -> [ProcessID] {
        hosts[number].components.compactMap(\.process) + hosts[number].instances.map(\.process)
    }

    func processes(of unit: Unit) throws(LabError) -> [ProcessID] {
        switch unit {
        case .host(let name):
            return processes(on: try requireHost(name))
        case .component(let host, let name):
            let number = try requireHost(host)
            let index = try componentIndex(name, on: number)
            return hosts[number].components[index].process.map { [$0] } ?? []
        case .instance(let host, let service, let index):
            let number = try requireHost(host)
            return [hosts[number].instances[try instanceIndex(service, index, on: number)].process]
        }
    }

    func discoveryProcess(on number: Int) -> ProcessID? {
        hosts[number].components.first { $0.component.role == .discovery }?.process
    }
}
