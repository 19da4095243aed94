import LabModel
import LabNetwork
import LabProgram
import LabPrograms

/// What has to come true once the lab has been left alone for long enough.
extension InvariantMonitor {
    func review() {
        reviewViews()
        guard let leader else { return }
        let now = lab.now
        let calm = now - disturbances.lastChange
        _ = world.withProgram(of: runs[leader].process, as: DiscoveryAgent.self) { agent, _ in
            checkDurability(&agent, leader)
            deregistration.hasNodes(
                agent.catalogNodes.map(\.name), server: runs[leader].host, at: now, &report)
        }
        for place in runningAgents { noteRegistrations(place) }
        if calm > Deregistration.bound { reviewRegistrations(leader) }
        if calm > Agreement.bound, isComplete { reviewAgreement(leader) }
    }

    private func noteRegistrations(_ place: Int) {
        _ = world.withProgram(of: runs[place].process, as: DiscoveryAgent.self) { agent, _ in
            deregistration.has(runs[place].host, services: agent.services.map(\.id))
        }
    }

    private func reviewRegistrations(_ leader: Int) {
        let now = lab.now
        for place in runningAgents {
            let host = runs[place].host
            let local = world.withProgram(
                of: runs[place].process, as: DiscoveryAgent.self
            ) { agent, _ in
                if runs[place].isServer {
                    monotony.settled(host, commitIndex: agent.commitIndex, at: now, &report)
                }
                return agent.services.map(\.id).filter { $0 != "consul" }
            }
            let shown = world.withProgram(
                of: runs[leader].process, as: DiscoveryAgent.self
            ) { agent, _ in
                (
                    services: agent.catalogServices(onNode: host).map(\.id).filter {
                        $0 != "consul"
                    },
                    checked: agent.catalogChecks(onNode: host).map(\.serviceID).filter {
                        !$0.isEmpty
                    }
                )
            }
            guard let local, let shown else { continue }
            deregistration.settled(
                host, local: local, catalog: shown.services, checksOf: shown.checked, at: now,
                &report)
        }
    }

    // MARK: - Agreement

    /// Whether everything runs on the hosts that are up, so that nothing is out of date for good.
    private var isComplete: Bool {
        for role in [ComponentDefinition.Role.discovery, .registrator, .loadBalancer] {
            for run in lab.components(of: role) {
                guard let host = world.host(named: run.host), world.isUp(host) else { continue }
                if world.state(of: run.process) != .running { return false }
            }
        }
        return true
    }

    private func reviewAgreement(_ leader: Int) {
        let now = lab.now
        let instances = world.withProgram(
            of: runs[leader].process, as: DiscoveryAgent.self
        ) { agent, _ in agent.catalogInstances.filter { $0.status == .passing } }
        guard let instances else { return }
        let passing = instances.filter { $0.service != "consul" }
        agreement.settled(
            [
                .init(name: "containers", instances: runningContainers),
                .init(
                    name: "the catalog",
                    instances: passing.map { "\($0.address):\($0.port)" }.sorted()),
            ], at: now, &report)
        for balancer in balancers where world.state(of: balancer.process) == .running {
            compare(balancer, with: instances)
        }
        for place in runningAgents { compareNames(runs[place].host, with: passing) }
    }

    /// Where the containers of hosts whose agents run can be reached.
    private var runningContainers: [String] {
        var result: [String] = []
        for host in lab.topology.hosts where currentRun(on: host.name) != nil {
            guard let number = world.host(named: host.name),
                let address = host.attachments.first?.address
            else { continue }
            for container in world.containers(on: number) where container.state == .running {
                result += container.ports.compactMap { port in
                    port.published.map { "\(address):\($0)" }
                }
            }
        }
        return result.sorted()
    }

    private func compare(_ balancer: BalancerRun, with instances: [CatalogInstance]) {
        let servers = world.withProgram(
            of: balancer.process, as: BalancerProgram.self
        ) { program, _ in program.servers }
        for (service, endpoints) in servers ?? [] {
            let known = instances.filter { $0.service == service }
            agreement.settled(
                [
                    .init(
                        name: "the catalog",
                        instances: known.map { "\($0.address):\($0.port)" }.sorted()),
                    .init(
                        name: "the balancer on \(balancer.host)",
                        instances: endpoints.map(\.description).sorted()),
                ], at: lab.now, &report)
        }
    }

    private func compareNames(_ host: String, with passing: [CatalogInstance]) {
        for (service, answer) in lastAnswers[host] ?? [:] {
            let addresses = Set(passing.filter { $0.service == service }.map(\.address))
            // More would be cut to fit a packet.
            guard addresses.count <= 3 else { continue }
            agreement.settled(
                [
                    .init(name: "the catalog", instances: addresses.sorted()),
                    .init(name: "DNS on \(host)", instances: Set(answer.addresses).sorted()),
                ], at: lab.now, &report)
        }
    }

    // MARK: - Balancers

    /// Looks at whether an event has made a load balancer choose a server.
    func examineBalancer(_ place: Int) {
        _ = world.withProgram(of: balancers[place].process, as: BalancerProgram.self) {
            balancer, _ in
            let now = lab.now
            if balancer.failureCount != balancers[place].failures {
                balancers[place].failures = balancer.failureCount
                balancers[place].failedAt = now
            }
            guard let choice = balancer.lastChoice, choice.number != balancers[place].choices
            else { return }
            balancers[place].choices = choice.number
            if let failedAt = balancers[place].failedAt {
                guard now - failedAt > balancer.configuration.failTimeout + .seconds(1) else {
                    return
                }
                balancers[place].failedAt = nil
                begin(place, balancer.servers, afterFailure: true)
            } else if choice.generation != balancers[place].generation {
                begin(place, balancer.servers, afterFailure: false)
            }
            balancers[place].generation = choice.generation
            balancers[place].rotation.chooses(
                choice.service, choice.endpoint, at: now, &report)
        }
    }

    private func begin(
        _ place: Int, _ servers: [(service: String, endpoints: [Endpoint])], afterFailure: Bool
    ) {
        for (service, endpoints) in servers {
            balancers[place].rotation.begins(
                service, servers: endpoints, afterFailure: afterFailure)
        }
    }
}
