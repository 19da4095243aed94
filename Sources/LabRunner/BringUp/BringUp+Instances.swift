import LabModel

extension BringUp {
    /// Starts the instances that the topology asks for and that are not there.
    func startInstances() throws(LabError) {
        for service in lab.topology.services {
            var hosts: [String] = []
            for host in service.on where !hosts.contains(host) {
                hosts.append(host)
                let wanted = service.on.count { $0 == host }
                try start(service.name, on: host, upTo: wanted)
            }
        }
    }

    /// Containers that exist but do not run are started before new ones are made.
    private func start(_ service: String, on host: String, upTo wanted: Int) throws(LabError) {
        let view = LabView(lab)
        let instances = view.instances(of: service, on: host).map(\.unit)
        let ended = instances.filter { !view.isAlive($0) }
        let missing = wanted - (instances.count - ended.count)
        guard missing > 0 else { return }
        for unit in ended.prefix(missing) { try lab.start(unit) }
        let new = missing - min(missing, ended.count)
        if new > 0 {
            try lab.deploy(service: service, on: host, count: new, environment: [])
        }
        for _ in 0..<missing { observer(.instanceStarted(service: service, host: host)) }
    }
}
