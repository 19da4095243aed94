import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

/// The cases LB-… of haproxy without checks.
@Suite struct HAProxyTests {
    private func bench(_ numbers: UInt8..., redispatches: Bool = false) -> BalancerBench {
        var configuration = BalancerConfiguration.haproxy()
        configuration.destination = .servers(numbers.map { BalancerServer(endpoint($0)) })
        configuration.hostRouting = nil
        configuration.redispatches = redispatches
        var bench = BalancerBench(configuration)
        bench.handle(.started)
        return bench
    }

    @Test func aDeadServersShareFailsAfterThreeSecondsEachTime() {
        var bench = bench(1, 2)
        bench.behaviours[endpoint(1)] = .fails(.refused)
        for _ in 0..<3 {
            let began = bench.system.now
            let client = bench.begin()
            bench.settle()
            while bench.system.responses[client] == nil, !bench.system.timers.isEmpty {
                bench.runTimer()
                bench.settle()
            }
            #expect(bench.system.responses[client]?.status == 503)
            #expect(bench.system.now - began == .seconds(3))
            #expect(bench.request() == 200)
        }
        #expect(bench.asked.count { $0 == endpoint(1) } == 12)
    }

    @Test func afterAConnectionThatTimedOutNothingIsWaitedFor() {
        var bench = bench(1)
        bench.behaviours[endpoint(1)] = .fails(.connectTimedOut)
        #expect(bench.request() == 503)
        #expect(bench.asked.count == 4)
    }

    @Test func redispatchGoesToAnotherServerAtOnce() {
        var bench = bench(1, 2, redispatches: true)
        bench.behaviours[endpoint(1)] = .fails(.refused)
        #expect(bench.statuses(4) == [200, 200, 200, 200])
    }

    @Test(arguments: [(HTTPFailure.reset, 502), (.timedOut, 504)])
    func whatWasSentIsNotRepeated(failure: HTTPFailure, status: Int) {
        var bench = bench(1, 2)
        bench.behaviours[endpoint(1)] = .fails(failure)
        #expect(bench.request() == status)
        #expect(bench.asked == [endpoint(1)])
    }

    @Test func aClientThatGoesWhileItsRequestWaitsEndsIt() {
        var bench = bench(1)
        bench.behaviours[endpoint(1)] = .fails(.refused)
        let client = bench.begin()
        bench.settle()
        #expect(bench.system.timers.count == 1)
        bench.handle(.requestAbandoned(client))
        #expect(bench.system.timers.isEmpty)
    }

    @Test func theClientsHostIsHandedOn() {
        var bench = bench(1)
        _ = bench.begin(host: "shop.example")
        #expect(bench.toServers.first?.request.headers["Host"] == "shop.example")
    }
}
