// The protocol says what each of these does.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import Glibc
import LabComponents
import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabRunner

extension HostedLab: Lab {
    public var backend: String { known.backend }
    public var topology: Topology { known.topology ?? Topology(name: "", networks: [], hosts: []) }
    public var now: Instant { Instant.start + (PollLoop.now - beginning) }
    public var revision: UInt64 {
        takeFrames()
        return lastRevision
    }
    public var eventCount: UInt64 { lastEvents }
    public var traceHash: String? { nil }
    public var failure: LabError? {
        takeFrames()
        return socket.isOpen ? nil : HostedLab.gone(socket)
    }

    public func advance(until deadline: Instant) {
        let limit = beginning + (deadline - Instant.start)
        takeFrames()
        while !hasNews && socket.isOpen && PollLoop.now < limit {
            let waited = HostedLab.wait(for: socket, until: limit)
            takeFrames()
            // Whoever was sent a signal wants to look at it.
            if waited != .ready { break }
        }
        hasNews = false
    }

    public func units() -> [UnitStatus] {
        takeFrames()
        return topology.hosts.flatMap { unitsOfHosts[$0.name] ?? [] }
    }

    public func start(_ unit: Unit) throws(LabError) { _ = try ask(.start(unit)) }

    public func deploy(
        service: String, on host: String, count: Int, environment: [ServiceDefinition.Variable]
    ) throws(LabError) {
        _ = try ask(.deploy(service: service, host: host, count: count, environment: environment))
    }

    public func stop(_ unit: Unit) throws(LabError) { _ = try ask(.stop(unit)) }

    public func kill(_ unit: Unit, signal: String) throws(LabError) {
        _ = try ask(.kill(unit, signal: signal))
    }

    public func leave(host: String) throws(LabError) { _ = try ask(.leave(host: host)) }

    public func inject(_ fault: ActiveFault) throws(LabError) -> FaultID {
        guard case .fault(let id) = try ask(.inject(fault, outlivesClient: faultsOutliveClient))
        else { throw LabError("the lab does not say which fault it injected") }
        return id
    }

    public func heal(_ fault: FaultID) { _ = try? ask(.heal(fault)) }

    public func probe(_ request: ProbeRequest, from host: String) throws(LabError) -> ProbeID {
        let id = ProbeID(rawValue: nextProbe)
        nextProbe += 1
        probes[id] = .some(nil)
        do throws(LabError) {
            _ = try ask(.probe(id, request, host: host))
        } catch {
            probes[id] = nil
            throw error
        }
        return id
    }

    public func result(of probe: ProbeID) -> ProbeResult? {
        takeFrames()
        return probes[probe] ?? nil
    }

    public func forget(_ probe: ProbeID) {
        guard let result = probes.removeValue(forKey: probe) else { return }
        if result == nil { tell(.forget(probe)) }
    }

    public func readiness(
        of component: ComponentDefinition, on host: HostDefinition
    ) throws(LabError) -> ReadinessTest? {
        let context = ComponentContext(component: component, host: host, topology: topology)
        guard let ready = try ComponentPlan.readiness(for: context) else { return nil }
        return try ReadinessTest(ready)
    }

    public func syncDisks() throws(LabError) { _ = try ask(.syncDisks) }

    public func startTraffic(_ plan: TrafficPlan, from host: String) throws(LabError) {
        _ = try ask(.startTraffic(plan, host: host))
    }

    public func trafficStatistics(named name: String) -> TrafficStatistics? {
        if let value = try? ask(.trafficStatistics(name: name)),
            case .statistics(let statistics) = value
        {
            lastStatistics[name] = statistics
        }
        return lastStatistics[name]
    }

    public func leaderships() -> [Leadership] {
        guard let value = try? ask(.leaderships), case .leaderships(let leaderships) = value else {
            return []
        }
        return leaderships
    }

    public func log(of unit: Unit) -> [LogLine] {
        guard let value = try? ask(.log(unit)), case .log(let lines) = value else { return [] }
        return lines
    }
}
