import LabMemory
import LabModel
import LabNetwork
import LabProgram
import LabPrograms

/// Three hosts with everything: discovery, registrators, a balancer, two instances.
struct StackBenchmark {
    let topology: Topology
    /// Requests a second through the balancer; 0 for an idle lab.
    let requestsPerSecond: Int
    let seconds: Int64

    struct Result {
        var wallSeconds: Double
        var events: UInt64
        var requests: Int
        var errors: Int
    }

    func run() throws -> Result {
        let lab = try MemoryLab(topology: topology, seed: 1)
        try lab.bringUp()
        try lab.deploy(service: "simple", on: "host-1", count: 1, environment: [])
        try lab.deploy(service: "simple", on: "host-2", count: 1, environment: [])
        pass(.seconds(10), in: lab)
        if requestsPerSecond > 0 {
            let plan = TrafficPlan(
                name: "load", host: "192.168.50.103", port: 80, request: HTTPRequest(target: "/"),
                period: .seconds(1) / requestsPerSecond, timeout: .seconds(1))
            try lab.startTraffic(plan, from: "client")
        }
        let before = lab.eventCount
        let wall = wallSeconds { pass(.seconds(seconds), in: lab) }
        let statistics = lab.trafficStatistics(named: "load")
        return Result(
            wallSeconds: wall, events: lab.eventCount - before,
            requests: statistics?.requests ?? 0, errors: statistics?.errors ?? 0)
    }

    private func pass(_ interval: Interval, in lab: MemoryLab) {
        let deadline = lab.now + interval
        while lab.now < deadline { lab.advance(until: deadline) }
    }
}
