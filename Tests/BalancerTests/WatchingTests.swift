import LabNetwork
import LabProgram
import LabTestSupport
import Testing

@testable import LabPrograms

@Suite struct WatchingTests {
    private func bench(
        _ change: (inout BalancerConfiguration) -> Void = { _ in }
    ) -> BalancerBench {
        var configuration = BalancerConfiguration(destination: .service("simple"))
        change(&configuration)
        var bench = BalancerBench(configuration)
        bench.handle(.started)
        return bench
    }

    @Test func theServiceIsFollowedWithBlockingQueries() {
        var bench = bench()
        #expect(bench.system.servingHTTP == [80])
        #expect(
            bench.toAgent.map(\.request.target)
                == ["/v1/health/service/simple?passing&wait=60s&stale"])
        bench.system.now = .start + .seconds(1)
        bench.agentAnswers(healthAnswer([1], index: 7))
        #expect(
            bench.toAgent.map(\.request.target)
                == ["/v1/health/service/simple?passing&index=7&wait=60s&stale"])
        #expect(bench.request() == 200)
        bench.agentAnswers(healthAnswer([1, 2], index: 8))
        #expect(bench.requests(4) == [1, 2, 1, 2])
    }

    @Test func beforeTheFirstAnswerAndWithoutInstancesItIsUnavailable() {
        var bench = bench()
        #expect(bench.request() == 503)
        bench.agentAnswers(healthAnswer([], index: 1))
        #expect(bench.request() == 503)
    }

    @Test func questionsAreAtLeastATenthOfASecondApart() {
        var bench = bench()
        bench.agentAnswers(healthAnswer([1], index: 7))
        #expect(bench.toAgent.isEmpty)
        bench.runTimer()
        #expect(bench.toAgent.count == 1)
        #expect(bench.system.now >= .start + .milliseconds(100))
        #expect(bench.system.now < .start + .milliseconds(120))
    }

    @Test func anIndexThatGoesBackBeginsAnew() {
        var bench = bench()
        bench.system.now = .start + .seconds(1)
        bench.agentAnswers(healthAnswer([1], index: 70))
        bench.system.now = .start + .seconds(2)
        bench.agentAnswers(healthAnswer([2], index: 3))
        #expect(bench.requests(1) == [1])
        #expect(
            bench.toAgent.map(\.request.target)
                == ["/v1/health/service/simple?passing&wait=60s&stale"])
        bench.system.now = .start + .seconds(3)
        bench.agentAnswers(healthAnswer([2], index: 3))
        #expect(bench.requests(1) == [2])
    }

    @Test func errorsAreRetriedEverMoreSlowlyAndTheOldDataIsKept() {
        var bench = bench()
        bench.system.now = .start + .seconds(1)
        bench.agentAnswers(healthAnswer([1], index: 7))
        var waits: [Int64] = []
        for round in 0..<11 {
            let before = bench.system.now
            switch round % 3 {
            case 0: bench.agentAnswers(HTTPResponse(status: 500, text: "No cluster leader"))
            case 1: bench.agentAnswers(answer("[{]", index: 9))
            default: bench.finish(bench.toAgent[0], .failure(.refused))
            }
            #expect(bench.requests(1) == [1])
            bench.runTimer()
            waits.append((bench.system.now - before).nanoseconds / 1_000_000)
        }
        #expect(
            waits == [250, 500, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000])
        bench.agentAnswers(healthAnswer([2], index: 9))
        #expect(bench.requests(1) == [2])
    }

    @Test func anAnswerThatIsTooOldIsAskedForAgainOfTheLeader() {
        var bench = bench()
        bench.agentAnswers(healthAnswer([1], index: 7, lastContact: 2_001))
        #expect(bench.request() == 503)
        #expect(
            bench.toAgent.map(\.request.target) == ["/v1/health/service/simple?passing&wait=60s"])
        bench.agentAnswers(healthAnswer([1], index: 7))
        #expect(bench.request() == 200)
    }

    @Test func theSameInstancesAgainResetNothing() {
        var bench = bench()
        bench.system.now = .start + .seconds(1)
        bench.agentAnswers(healthAnswer([1, 2], index: 7))
        bench.behaviours[endpoint(1)] = .fails(.refused)
        #expect(bench.requests(1) == [1, 2])
        bench.system.now = .start + .milliseconds(1_500)
        bench.agentAnswers(healthAnswer([2, 1], index: 8))
        #expect(bench.requests(2) == [2, 2])
        bench.system.now = .start + .seconds(2)
        bench.agentAnswers(healthAnswer([1, 2, 3], index: 9))
        #expect(bench.requests(1) == [1, 2])
    }

    @Test func aRequestUnderWayOutlivesAReload() {
        var bench = bench()
        bench.system.now = .start + .seconds(1)
        bench.agentAnswers(healthAnswer([1, 2], index: 7))
        let client = bench.begin()
        bench.agentAnswers(healthAnswer([2, 3], index: 8))
        bench.finish(bench.toServers[0], .failure(.reset))
        #expect(bench.toServers.map(\.destination) == [endpoint(2)])
        bench.settle()
        #expect(bench.system.responses[client]?.status == 200)
        #expect(bench.requests(2) == [3, 2])
    }

    @Test func theLastInstanceGoneWhileARequestIsUnderWayIsUnavailable() {
        var bench = bench()
        bench.system.now = .start + .seconds(1)
        bench.agentAnswers(healthAnswer([1, 2], index: 7))
        let client = bench.begin()
        bench.agentAnswers(healthAnswer([], index: 8))
        bench.finish(bench.toServers[0], .failure(.reset))
        #expect(bench.system.responses[client]?.status == 502)
    }

    @Test func changesAreGatheredWhereConfigured() {
        var bench = bench {
            $0.quiescence = .init(minimum: .seconds(2), maximum: .seconds(3))
        }
        bench.system.now = .start + .seconds(1)
        bench.agentAnswers(healthAnswer([1], index: 1))
        #expect(bench.requests(1) == [1])
        bench.agentAnswers(healthAnswer([2], index: 2))
        bench.runTimer()
        bench.system.now = .start + .milliseconds(2_500)
        bench.agentAnswers(healthAnswer([3], index: 3))
        #expect(bench.requests(1) == [1])
        #expect(bench.system.timers.map(\.at) == [.start + .seconds(4)])
        bench.runTimer()
        #expect(bench.requests(1) == [3])
    }

    @Test(arguments: [
        "", "null", "{}", "[1]", "[{}]", "[{\"Node\": {}}]", "[[]]", "[{\"Node\":{\"Node\":\"a\"}",
    ])
    func answersThatAreNoneAreNotBelieved(body: String) {
        #expect(DiscoveryAnswers.servers(Array(body.utf8)) == nil)
    }

    @Test func instancesWithoutAUsableAddressAreLeftOut() {
        let body = """
            [{"Node": {"Node": "b", "Address": "10.0.0.1"}, "Service": {"ID": "1", "Port": 70000}},
             {"Node": {"Node": "b", "Address": "10.0.0.1"}, "Service": {"ID": "2", "Port": -1}},
             {"Node": {"Node": "b", "Address": "db.example"}, "Service": {"ID": "3", "Port": 1}},
             {"Node": {"Node": "b", "Address": "10.0.0.1"}, "Service": {"ID": "5", "Port": 2}},
             {"Node": {"Node": "b", "Address": "10.0.0.1"},
              "Service": {"ID": "4", "Port": 2, "Address": "10.0.0.4", "Weights": {"Passing": 3}}},
             {"Node": {"Node": "a", "Address": "10.0.0.1"}, "Service": {"ID": "9", "Port": 1}}]
            """
        let address = IPv4Address(10, 0, 0, 1)
        #expect(
            DiscoveryAnswers.servers(Array(body.utf8)) == [
                BalancerServer(Endpoint(address, 1)),
                BalancerServer(Endpoint(IPv4Address(10, 0, 0, 4), 2), weight: 3),
                BalancerServer(Endpoint(address, 2)),
            ])
    }
}
