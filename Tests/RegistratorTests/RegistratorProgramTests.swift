import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct RegistratorProgramTests {
    @Test func aRegistryWithoutALeaderIsGoodEnoughToBegin() {
        var bench = RegistratorBench()
        bench.system.engine = [container()]
        bench.handle(.started)
        #expect(bench.answer(200, "\"\"")?.target == "/v1/status/leader")
        #expect(bench.answerAll() == ["register t2:silly_wright:6379"])
    }

    @Test func byDefaultARegistryThatIsNotThereIsTheEnd() {
        var bench = RegistratorBench()
        bench.handle(.started)
        bench.fail()
        #expect(bench.system.exitCode == 1)
    }

    @Test func theRegistryIsAskedAgainAsOftenAsConfigured() {
        var configuration = RegistratorConfiguration()
        configuration.retryAttempts = 3
        var bench = RegistratorBench(configuration)
        bench.handle(.started)
        for attempt in 1...3 {
            bench.answer(500, "No known Consul servers")
            #expect(bench.system.exitCode == nil)
            bench.runTimer()
            #expect(bench.system.now == .start + .seconds(2) * attempt)
        }
        bench.fail(.timedOut)
        #expect(bench.system.exitCode == 1)
    }

    @Test func withoutALimitTheRegistryIsAskedForEver() {
        var configuration = RegistratorConfiguration()
        configuration.retryAttempts = nil
        var bench = RegistratorBench(configuration)
        bench.handle(.started)
        for _ in 0..<100 {
            bench.fail()
            bench.runTimer()
        }
        #expect(bench.system.exitCode == nil)
        #expect(bench.system.requests.count == 1)
    }

    @Test func startAndDieRegisterAndRemove() {
        var bench = RegistratorBench()
        #expect(bench.start() == [])
        let redis = container()
        bench.start(redis)
        #expect(bench.answerAll() == ["register t2:silly_wright:6379"])
        bench.die(redis, code: 137)
        #expect(bench.answerAll() == ["deregister t2:silly_wright:6379"])
        bench.handle(.container(ContainerEvent(.pause, id: redis.id)))
        bench.handle(.container(ContainerEvent(.destroy, id: redis.id)))
        #expect(bench.answerAll() == [])
    }

    @Test func aRestartWithANewPortReplacesTheOldRegistrationInOrder() {
        var bench = RegistratorBench()
        _ = bench.start()
        var redis = container()
        bench.start(redis)
        _ = bench.answerAll()
        bench.die(redis, code: 0)
        redis.ports = [Container.Port(exposed: 6379, published: 40_000)]
        bench.start(redis)
        #expect(bench.system.requests.count == 1)
        #expect(bench.answer().map(summary) == "deregister t2:silly_wright:6379")
        let again = bench.answer()
        #expect(again.map(summary) == "register t2:silly_wright:6379")
        #expect((try? JSONParser.parse(again?.body ?? []))?["Port"] == 40_000)
    }

    @Test func aFailedRegistrationIsNotRepeatedBeforeTheNextFullOne() {
        var configuration = RegistratorConfiguration()
        configuration.resyncInterval = .seconds(10)
        var bench = RegistratorBench(configuration)
        _ = bench.start()
        bench.start(container())
        bench.fail()
        #expect(bench.system.requests.isEmpty)
        #expect(bench.system.lines.contains { $0.contains("register failed") })
        bench.runTimer()
        #expect(bench.system.now == .start + .seconds(10))
        #expect(bench.answerAll() == ["register t2:silly_wright:6379"])
    }

    @Test func aResyncRegistersAllThatIsKnownAgain() {
        var configuration = RegistratorConfiguration()
        configuration.resyncInterval = .seconds(10)
        var bench = RegistratorBench(configuration)
        _ = bench.start()
        bench.start(container())
        _ = bench.answerAll()
        for _ in 0..<2 {
            bench.runTimer()
            #expect(bench.answerAll() == ["register t2:silly_wright:6379"])
        }
    }

    @Test func aMissedDeathIsRegisteredAgainUnlessDanglingServicesAreRemoved() {
        for removes in [false, true] {
            var configuration = RegistratorConfiguration()
            configuration.resyncInterval = .seconds(10)
            configuration.removesDanglingServices = removes
            var bench = RegistratorBench(configuration)
            _ = bench.start()
            bench.start(container())
            _ = bench.answerAll()
            bench.system.engine = []
            bench.runTimer()
            let first = bench.answer().map(summary)
            #expect(first == "\(removes ? "deregister" : "register") t2:silly_wright:6379")
        }
    }

    @Test func cleanupRemovesDanglingServicesOfThisHostAlone() {
        var configuration = RegistratorConfiguration()
        configuration.removesDanglingServices = true
        var bench = RegistratorBench(configuration)
        bench.system.engine = [container()]
        bench.handle(.started)
        bench.answer(200, "\"\"")
        #expect(bench.answer().map(summary) == "register t2:silly_wright:6379")
        let listing = """
            {"t2:silly_wright:6379": {"ID": "t2:silly_wright:6379", "Service": "redis"},
             "t2:gone:80": {"ID": "t2:gone:80", "Service": "web"},
             "t2:silly_wright:1": {"ID": "t2:silly_wright:1", "Service": "other"},
             "t3:gone:80": {"ID": "t3:gone:80", "Service": "web"},
             "by-hand": {"ID": "by-hand", "Service": "web"}}
            """
        #expect(bench.answer(200, listing).map(summary) == "GET /v1/agent/services")
        #expect(bench.answerAll() == ["deregister t2:gone:80", "deregister t2:silly_wright:1"])
    }

    @Test(arguments: ["", "[]", "{", "{\"a\": 1}", "{\"a\": {\"ID\": 5}}"])
    func aListingThatCannotBeReadRemovesNothing(body: String) {
        var configuration = RegistratorConfiguration()
        configuration.removesDanglingServices = true
        var bench = RegistratorBench(configuration)
        bench.handle(.started)
        bench.answer(200, "\"\"")
        bench.answer(200, body)
        #expect(bench.system.requests.isEmpty)
    }

    @Test(arguments: [
        (Int32(0), true), (137, true), (143, true), (1, false), (2, false), (127, false),
    ])
    func onSuccessKeepsServicesOfContainersThatFailed(code: Int32, isRemoved: Bool) {
        var configuration = RegistratorConfiguration()
        configuration.deregistration = .onSuccess
        var bench = RegistratorBench(configuration)
        _ = bench.start()
        bench.start(container())
        _ = bench.answerAll()
        bench.die(container(), code: code)
        #expect(bench.answerAll() == (isRemoved ? ["deregister t2:silly_wright:6379"] : []))
    }

    @Test func onSuccessRemovesTheServicesOfAContainerThatIsGone() {
        var configuration = RegistratorConfiguration()
        configuration.deregistration = .onSuccess
        var bench = RegistratorBench(configuration)
        _ = bench.start()
        bench.start(container())
        _ = bench.answerAll()
        bench.system.engine = []
        bench.handle(.container(ContainerEvent(.die, id: container().id, exitCode: 1)))
        #expect(bench.answerAll() == ["deregister t2:silly_wright:6379"])
    }

    @Test func aStopLeavesRegistrationsBehind() {
        var bench = RegistratorBench()
        bench.system.engine = [container()]
        _ = bench.start()
        bench.handle(.stopRequested)
        #expect(bench.system.exitCode == 0)
        #expect(bench.system.requests.isEmpty)
    }
}
