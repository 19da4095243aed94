import LabModel
import LabNetwork
import LabPrograms

extension ScenarioRunner {
    /// Begins every stream of requests of the scenario.
    func startTraffic() throws(Halt) {
        for traffic in scenario.traffic { try start(traffic) }
    }

    private func start(_ traffic: Traffic) throws(Halt) {
        let view = LabView(lab)
        let asker =
            traffic.from.map { resolver.hosts(of: [$0], in: view).first } ?? view.firstHostUp
        guard let asker else {
            throw .error("traffic \(traffic.name): there is no host to send it from")
        }
        do throws(LabError) {
            let placed = try lab.topology.request(
                traffic.url, method: traffic.method, headers: traffic.headers, from: asker)
            let plan = TrafficPlan(
                name: traffic.name, host: placed.place, port: placed.port,
                request: placed.request, period: traffic.period, timeout: traffic.timeout)
            try lab.startTraffic(plan, from: asker)
            desk.trafficPlans.append(plan)
        } catch {
            throw .error("traffic \(traffic.name): \(error.message)")
        }
    }
}
