// The protocol says what each of these does.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import LabModel
import LabNetwork
import LabPrograms
import LabRunner
import LabSimulation

/// Questions and traffic from hosts, and what hosts say of themselves.
extension MemoryLab {
    public func probe(_ request: ProbeRequest, from host: String) throws(LabError) -> ProbeID {
        let number = try requireRunningHost(host)
        guard let prober = hosts[number].prober, isRunning(prober) else {
            throw LabError("host \(host) has no power")
        }
        let id = ProbeID(rawValue: nextProbe)
        nextProbe += 1
        probes[id] = number
        _ = world.withProgram(of: prober, as: ProbeProgram.self) { program, system in
            program.begin(request, id: id, on: &system)
        }
        return id
    }

    public func result(of probe: ProbeID) -> ProbeResult? {
        guard let number = probes[probe], let prober = hosts[number].prober else { return nil }
        return world.withProgram(of: prober, as: ProbeProgram.self) { program, _ in
            program.result(of: probe)
        } ?? nil
    }

    public func forget(_ probe: ProbeID) {
        guard let number = probes.removeValue(forKey: probe), let prober = hosts[number].prober
        else { return }
        _ = world.withProgram(of: prober, as: ProbeProgram.self) { program, _ in
            program.forget(probe)
        }
    }

    public func startTraffic(_ plan: TrafficPlan, from host: String) throws(LabError) {
        let number = try requireRunningHost(host)
        let process = world.spawn(
            TrafficProgram(plan: plan), named: "traffic-\(plan.name)", on: number)
        traffic.append((plan, number, process))
    }

    public func trafficStatistics(named name: String) -> TrafficStatistics? {
        guard let entry = traffic.last(where: { $0.plan.name == name }) else { return nil }
        return world.withProgram(of: entry.process, as: TrafficProgram.self) { program, system in
            program.statistics(at: system.now)
        }
    }

    /// Lets the traffic of a host that has its power back go on, with what it has counted.
    func resumeTraffic(on number: Int) {
        for index in traffic.indices where traffic[index].host == number {
            guard !isRunning(traffic[index].process),
                let program = world.program(of: traffic[index].process, as: TrafficProgram.self)
            else { continue }
            traffic[index].process = world.spawn(
                program, named: "traffic-\(traffic[index].plan.name)", on: number)
        }
    }

    public func leaderships() -> [Leadership] {
        var result: [Leadership] = []
        for run in discoveryRuns {
            let name = hosts[run.host].definition.name
            _ = world.withProgram(of: run.process, as: DiscoveryAgent.self) { agent, _ in
                result += agent.leaderships.map {
                    Leadership(term: $0.term, host: name, at: $0.at)
                }
            }
        }
        return result.sorted { ($0.at, $0.term, $0.host) < ($1.at, $1.term, $1.host) }
    }

    public func log(of unit: Unit) -> [LogLine] {
        guard let number = number(of: unit.host) else { return [] }
        var lines: [LogLine] = []
        for run in hosts[number].components {
            let part = Unit.component(host: unit.host, name: run.component.name)
            guard unit == part || unit == .host(unit.host) else { continue }
            lines += self.lines(named: run.component.name, on: number, as: part)
        }
        for run in hosts[number].instances {
            let part = Unit.instance(host: unit.host, service: run.service.name, index: run.index)
            guard unit == part || unit == .host(unit.host) else { continue }
            lines += self.lines(named: "\(run.service.name).\(run.index)", on: number, as: part)
        }
        return lines.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)
    }

    private func lines(named name: String, on number: Int, as unit: Unit) -> [LogLine] {
        world.runs(of: name, on: number).flatMap { world.log(of: $0) }.map {
            LogLine(at: $0.at, unit: unit, text: "[\($0.level.word)] \($0.text)")
        }
    }
}
