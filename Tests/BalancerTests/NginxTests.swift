import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

/// The cases LB-… of nginx, and what its documentation of `proxy_next_upstream` says.
@Suite struct NginxTests {
    @Test func twoServersAlternateStrictly() {
        var bench = BalancerBench.fixed(servers(1, 2))
        #expect(bench.requests(6) == [1, 2, 1, 2, 1, 2])
    }

    @Test(arguments: [HTTPFailure.refused, .connectTimedOut, .unreachable, .reset, .timedOut])
    func aFailureIsHiddenFromTheClientAndTakesTheServerOut(failure: HTTPFailure) {
        var bench = BalancerBench.fixed(servers(1, 2))
        bench.behaviours[endpoint(1)] = .fails(failure)
        #expect(bench.request() == 200)
        #expect(bench.asked == [endpoint(1), endpoint(2)])
        #expect(bench.requests(4) == [2, 2, 2, 2])
        bench.behaviours = [:]
        bench.system.now = .start + .seconds(10)
        #expect(bench.requests(3) == [2, 2, 2])
        bench.system.now = .start + .milliseconds(10_001)
        #expect(bench.requests(4).contains(1))
    }

    @Test func withoutMaxFailsAServerIsNeverTakenOut() {
        var bench = BalancerBench.fixed(servers(1, 2)) { $0.maxFails = 0 }
        bench.behaviours[endpoint(1)] = .fails(.refused)
        #expect(bench.requests(4) == [1, 2, 2, 1, 2, 2])
        bench.behaviours = [:]
        #expect(bench.requests(4).count { $0 == 1 } == 2)
    }

    @Test func aSingleServerRecoversOnTheVeryNextRequest() {
        var bench = BalancerBench.fixed(servers(1))
        bench.behaviours[endpoint(1)] = .fails(.refused)
        #expect(bench.statuses(3) == [502, 502, 502])
        bench.behaviours = [:]
        #expect(bench.request() == 200)
    }

    @Test func whenAllHaveFailedThereIsNoLiveUpstreamUntilTheTimeIsUp() {
        var bench = BalancerBench.fixed(servers(1, 2))
        bench.behaviours = [endpoint(1): .fails(.refused), endpoint(2): .fails(.refused)]
        #expect(bench.request() == 502)
        bench.behaviours = [:]
        for second in [0, 5, 10] {
            bench.system.now = .start + .seconds(Int64(second))
            let client = bench.begin()
            #expect(bench.toServers.isEmpty)
            #expect(bench.system.responses[client]?.status == 502)
            #expect(bench.system.responses[client]?.text.contains("no live upstreams") == true)
        }
        bench.system.now = .start + .milliseconds(10_001)
        #expect(bench.request() == 200)
    }

    @Test func errorAnswersAreHandedOnAndDoNotCount() {
        var bench = BalancerBench.fixed(servers(1, 2))
        bench.behaviours[endpoint(1)] = .answers(500)
        #expect(bench.statuses(6) == [500, 200, 500, 200, 500, 200])
    }

    @Test func errorAnswersCountWhereConfigured() {
        var bench = BalancerBench.fixed(servers(1, 2)) { $0.nextServer.statuses = [500] }
        bench.behaviours[endpoint(1)] = .answers(500)
        #expect(bench.statuses(5) == [200, 200, 200, 200, 200])
        #expect(bench.asked.count { $0 == endpoint(1) } == 1)
    }

    @Test func theLastServersErrorAnswerIsHandedOn() {
        var bench = BalancerBench.fixed(servers(1, 2)) { $0.nextServer.statuses = [500] }
        bench.behaviours = [endpoint(1): .answers(500), endpoint(2): .answers(500)]
        #expect(bench.request() == 500)
        #expect(bench.asked == [endpoint(1), endpoint(2)])
    }

    @Test func whatMayHaveBeenCarriedOutIsNotRepeated() {
        for (failure, status) in [(HTTPFailure.timedOut, 504), (.reset, 502)] {
            var bench = BalancerBench.fixed(servers(1, 2))
            bench.behaviours = [endpoint(1): .fails(failure), endpoint(2): .fails(failure)]
            #expect(bench.request("POST") == status)
            #expect(bench.asked.count == 1)
        }
        var bench = BalancerBench.fixed(servers(1, 2))
        bench.behaviours[endpoint(1)] = .fails(.refused)
        #expect(bench.request("POST") == 200)
        bench = BalancerBench.fixed(servers(1, 2)) { $0.nextServer.repeatsNonIdempotent = true }
        bench.behaviours[endpoint(1)] = .fails(.timedOut)
        #expect(bench.request("POST") == 200)
    }

    @Test func aTimeoutOnTheLastServerIsAGatewayTimeout() {
        var bench = BalancerBench.fixed(servers(1, 2))
        bench.behaviours = [endpoint(1): .fails(.refused), endpoint(2): .fails(.connectTimedOut)]
        #expect(bench.request() == 504)
    }

    @Test func aBackupIsUsedWhileNoOtherServerIsAvailable() {
        let backup = BalancerServer(endpoint(2), isBackup: true)
        var bench = BalancerBench.fixed(servers(1) + [backup])
        #expect(bench.requests(3) == [1, 1, 1])
        bench.behaviours[endpoint(1)] = .fails(.refused)
        #expect(bench.requests(3) == [1, 2, 2, 2])
    }

    @Test func aServerMarkedDownIsNeverChosen() {
        let down = BalancerServer(endpoint(1), isDown: true)
        var bench = BalancerBench.fixed([down] + servers(2))
        #expect(bench.requests(3) == [2, 2, 2])
    }

    @Test func withoutAnyServerTheAnswerIsUnavailable() {
        var bench = BalancerBench.fixed([])
        #expect(bench.request() == 503)
    }

    @Test func aClientThatGoesLeavesNoFailureBehind() {
        var bench = BalancerBench.fixed(servers(1, 2))
        let client = bench.begin()
        #expect(bench.toServers.count == 1)
        bench.handle(.requestAbandoned(client))
        #expect(bench.toServers.isEmpty)
        #expect(bench.requests(4) == [2, 1, 2, 1])
    }

    @Test func serversSeeTheUpstreamAsHostAndWhoTheClientIs() {
        var bench = BalancerBench.fixed(servers(1))
        bench.handle(
            .request(
                ExchangeID(rawValue: 1),
                HTTPRequest(
                    target: "/x?y",
                    headers: [
                        HTTPHeader("Host", "lb"), HTTPHeader("Connection", "keep-alive"),
                        HTTPHeader("X-Forwarded-For", "192.0.2.1"), HTTPHeader("Accept", "*/*"),
                        HTTPHeader("x-real-ip", "1.1.1.1"),
                    ]),
                port: 80, from: Endpoint(IPv4Address(10, 0, 0, 50), 4)))
        let sent = bench.toServers.first?.request
        #expect(sent?.target == "/x?y")
        #expect(sent?.headers["Host"] == "servers")
        #expect(sent?.headers["Connection"] == nil)
        #expect(sent?.headers["Accept"] == "*/*")
        #expect(sent?.headers["X-Forwarded-For"] == "192.0.2.1, 10.0.0.50")
        #expect(sent?.headers["X-Real-IP"] == "10.0.0.50")
        #expect(
            bench.toServers.first?.timeouts
                == HTTPTimeouts(connect: .seconds(60), total: .seconds(120)))
    }
}
