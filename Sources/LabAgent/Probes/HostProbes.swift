import LabHost
import LabNetwork
import LabProgram
import LabPrograms
import LabRuntime
import NIOCore

/// The questions and the streams of requests that a scenario has this host make.
final class HostProbes {
    private let loop: any EventLoop
    private let link: AgentLink
    private let configuration: RuntimeConfiguration
    private let nameserver: Endpoint?
    private let prober: ProgramRunner<Prober>
    private var open: Set<UInt64> = []
    private var traffic: [String: ProgramRunner<TrafficProgram>] = [:]

    /// Begins to take questions.
    ///
    /// - Throws: `RuntimeError`, which no program without stores causes.
    init(_ setup: HostSetup, loop: any EventLoop, link: AgentLink) throws(RuntimeError) {
        self.loop = loop
        self.link = link
        configuration = RuntimeConfiguration(host: setup.identity)
        nameserver = setup.discoveryDNS
        prober = ProgramRunner(
            Prober(probes: ProbeProgram(nameserver: nameserver)), configuration: configuration,
            on: loop)
        prober.onChange = { [unowned self] in
            // The program is at work yet.
            loop.assumeIsolated().execute { [self] in report() }
        }
        try prober.start()
    }

    private func report() {
        let results = prober.withProgram { program, _ in
            program.probes.takeFinished().compactMap { id in
                let result = program.probes.result(of: id)
                program.probes.forget(id)
                return result.map { (id.rawValue, $0) }
            }
        }
        for (id, result) in results {
            open.remove(id)
            link.send(.probed(id, result))
        }
    }

    /// Asks a question; its answer is reported.
    func ask(_ id: UInt64, _ request: ProbeRequest) {
        open.insert(id)
        let isOver = prober.withProgram { program, system in
            program.probes.begin(request, id: ProbeID(rawValue: id), on: &system)
            return !program.probes.finished.isEmpty
        }
        if isOver { report() }
    }

    /// Forgets a question.
    func forget(_ id: UInt64) {
        open.remove(id)
        prober.withProgram { program, _ in program.probes.forget(ProbeID(rawValue: id)) }
    }

    /// Forgets every question and every stream of requests.
    func endAll() {
        for id in open { forget(id) }
        for runner in traffic.values { runner.stop() }
        traffic = [:]
    }

    /// Begins a stream of requests, anew where there is one of that name.
    func startTraffic(_ plan: TrafficPlan) {
        traffic[plan.name]?.stop()
        let runner = ProgramRunner(
            TrafficProgram(plan: plan, nameserver: nameserver), configuration: configuration,
            on: loop)
        do {
            try runner.start()
            traffic[plan.name] = runner
        } catch {
            link.send(.failed("cannot begin the traffic \(plan.name): \(error)"))
        }
    }

    /// Ends a stream of requests; how it has gone can still be asked.
    func stopTraffic(_ name: String) { traffic[name]?.stop() }

    /// Says how a stream of requests has gone.
    func reportTraffic(_ name: String) {
        let statistics = traffic[name]?.withProgram { program, system in
            program.statistics(at: system.now)
        }
        link.send(.traffic(name: name, statistics))
    }
}

extension HostSetup {
    /// Who the host is, as programs are told.
    var identity: HostIdentity {
        let addresses = interfaces.map(\.address)
        guard let first = addresses.first else {
            return HostIdentity(name: name, address: .loopback)
        }
        return HostIdentity(name: name, address: first, addresses: addresses)
    }
}
