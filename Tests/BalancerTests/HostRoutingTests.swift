import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct HostRoutingTests {
    /// A load balancer for `<service>.t2.harbur.io` that knows these services, all on one server each.
    private func bench(
        _ services: [(name: String, number: UInt8)], default destination: String? = nil
    ) -> BalancerBench {
        var configuration = BalancerConfiguration.haproxy(domain: "t2.harbur.io")
        if let destination { configuration.destination = .service(destination) }
        var bench = BalancerBench(configuration)
        bench.handle(.started)
        bench.system.now = .start + .seconds(1)
        let names = services.map { "\"\($0.name)\": []" }.joined(separator: ", ")
        bench.agentAnswers(answer("{\(names)}", index: 5), to: "/v1/catalog/services")
        for service in services {
            bench.agentAnswers(
                healthAnswer([service.number], index: 6),
                to: "/v1/health/service/\(service.name)?")
        }
        return bench
    }

    @Test(
        arguments: [
            ("nginx-80.t2.harbur.io", 1), ("NGINX-80.T2.harbur.io", 1),
            ("nginx-80.t2.harbur.io:8080", 1), ("nginx.t2.harbur.io", 2),
            ("nginx-80.t2.harbur.io.example", 1),
        ] as [(String, UInt8)])
    func theHostsBeginningNamesTheService(host: String, number: UInt8) {
        var bench = bench([("nginx-80", 1), ("nginx", 2)])
        #expect(bench.request(host: host) == 200)
        #expect(bench.asked == [endpoint(number)])
    }

    @Test(arguments: ["", "other.t2.harbur.io", "nginx-80", "nginx-80.t3.harbur.io", "x.nginx"])
    func anUnknownHostIsUnavailable(host: String) {
        var bench = bench([("nginx-80", 1), ("nginx", 2)])
        #expect(bench.request(host: host) == 503)
    }

    @Test func anUnknownHostGoesToTheDefaultServiceWhereThereIsOne() {
        var bench = bench([("a", 1), ("b", 2)], default: "b")
        #expect(bench.request(host: "who.knows") == 200)
        #expect(bench.asked == [endpoint(2)])
    }

    @Test func nothingIsInForceBeforeEveryServiceIsKnown() {
        var bench = BalancerBench(.haproxy(domain: "d"))
        bench.handle(.started)
        bench.agentAnswers(answer("{\"a\": [], \"b\": []}", index: 5), to: "/v1/catalog/services")
        bench.agentAnswers(healthAnswer([1], index: 6), to: "/v1/health/service/a?")
        #expect(bench.request(host: "a.d") == 503)
        bench.agentAnswers(healthAnswer([2], index: 6), to: "/v1/health/service/b?")
        #expect(bench.request(host: "a.d") == 200)
    }

    @Test func servicesComeAndGo() {
        var bench = bench([("a", 1), ("b", 2)])
        bench.agentAnswers(answer("{\"b\": [], \"c\": []}", index: 9), to: "/v1/catalog/services")
        #expect(!bench.toAgent.contains { $0.request.target.contains("/service/a?") })
        bench.agentAnswers(healthAnswer([3], index: 6), to: "/v1/health/service/c?")
        #expect(bench.request(host: "a.t2.harbur.io") == 200)
        while bench.program.pendingReload != nil { bench.runTimer() }
        #expect(bench.request(host: "a.t2.harbur.io") == 503)
        #expect(bench.request(host: "c.t2.harbur.io") == 200)
        #expect(bench.asked.last == endpoint(3))
    }

    @Test func namesAreEscapedInPaths() {
        let bench = bench([("a b/c", 1)])
        #expect(
            bench.toAgent.contains { $0.request.target.hasPrefix("/v1/health/service/a%20b%2Fc?") })
    }
}
