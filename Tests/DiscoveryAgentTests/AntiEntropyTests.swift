import LabDNS
import LabNetwork
import LabProgram
import LabSimulation
import LabTestSupport
import Testing

@testable import LabPrograms

@Suite struct AntiEntropyTests {
    @Test(
        "The random part of the interval grows with the cluster",
        arguments: [
            (1, 1), (100, 1), (128, 1), (129, 2), (200, 2), (256, 2), (1000, 4), (10_000, 8),
        ])
    func scale(members: Int, scale: Int) {
        #expect(AntiEntropySchedule.scale(members: members) == scale)
    }

    @Test func theNextFullRunIsAMinuteOrTwoAway() {
        var system = RecordingSystem()
        for _ in 0..<100 {
            let pause = AntiEntropySchedule.pauseAfterSuccess(members: 3, on: &system)
            #expect(pause >= .minutes(1) && pause < .minutes(2))
            let retry = AntiEntropySchedule.pauseAfterFailure(members: 200, on: &system)
            #expect(retry >= .seconds(15) && retry < .seconds(45))
        }
    }

    @Test func whatWasRemovedFromTheCatalogByHandComesBackAndIntrudersGo() throws {
        let cluster = try Cluster(servers: 1, clients: 1)
        _ = try #require(cluster.waitForLeader())
        cluster.register("web", on: 1)
        cluster.run(.seconds(10))
        _ = cluster.http(
            "PUT", "/v1/catalog/deregister", #"{"Node":"host-2","ServiceID":"web"}"#, on: 0)
        let intruder = #"{"Node":"host-2","Address":"10.0.0.2","Service":{"Service":"intruder"}}"#
        _ = cluster.http("PUT", "/v1/catalog/register", intruder, on: 0)
        let store = cluster.agent(0).store
        #expect(store.services(onNode: "host-2").map(\.id) == ["intruder"])
        let time = cluster.wait(upTo: .minutes(3)) {
            cluster.agent(0).store.services(onNode: "host-2").map(\.id) == ["web"]
        }
        #expect(try #require(time) <= .minutes(2))
        #expect(cluster.agent(0).store.record(named: "host-1")?.service("consul") != nil)
        #expect(cluster.agent(0).store.record(named: "host-2")?.check("serfHealth") != nil)
    }

    @Test func aRegistrationWithoutALeaderIsAcceptedAndSyncedLater() throws {
        let cluster = try Cluster(servers: 3, clients: 1)
        for index in 1...2 { cluster.kill(index) }
        cluster.run(.seconds(1))
        cluster.register("web", on: 3)
        #expect(cluster.http("GET", "/v1/agent/services", on: 3).text.contains("web"))
        for index in 1...2 { cluster.start(index) }
        _ = try #require(cluster.waitForLeader())
        let time = cluster.wait(upTo: .minutes(2)) {
            cluster.agent(0).store.hasService(named: "web")
        }
        #expect(try #require(time) < .seconds(60))
    }

    @Test(arguments: [true, false])
    func tagsOfTheCatalogWinWhereTheServiceAllowsIt(isAllowed: Bool) throws {
        let cluster = try Cluster(servers: 1, clients: 1)
        _ = try #require(cluster.waitForLeader())
        let body = #"{"Name":"web","Tags":["a"],"EnableTagOverride":\#(isAllowed)}"#
        _ = cluster.http("PUT", "/v1/agent/service/register", body, on: 1)
        cluster.run(.seconds(5))
        let change =
            #"{"Node":"host-2","Address":"10.0.0.2","SkipNodeUpdate":true,"Service":"#
            + #"{"Service":"web","Tags":["b"],"EnableTagOverride":\#(isAllowed)}}"#
        #expect(cluster.http("PUT", "/v1/catalog/register", change, on: 0).status == 200)
        cluster.run(.minutes(3))
        let expected = isAllowed ? ["b"] : ["a"]
        #expect(cluster.agent(1).local.service("web")?.service.tags == expected)
        #expect(
            cluster.agent(0).store.services(onNode: "host-2").first?.tags == expected)
    }

    @Test func anOutputThatChangesAloneReachesTheCatalogLate() throws {
        let cluster = try Cluster(servers: 1, clients: 1)
        let web = cluster.world.spawn(WebProgram(), named: "web", on: 1)
        _ = try #require(cluster.waitForLeader())
        let body =
            #"{"Name":"web","Port":80,"Check":{"HTTP":"http://127.0.0.1:80/","Interval":"1s"}}"#
        _ = cluster.http("PUT", "/v1/agent/service/register", body, on: 1)
        cluster.run(.seconds(70))
        _ = cluster.world.withProgram(of: web, as: WebProgram.self) { program, _ in
            program.body = "changed"
        }
        cluster.run(.seconds(70))
        let check = "service:web"
        func inCatalog() -> String? {
            cluster.agent(0).store.record(named: "host-2")?.check(check)?.output
        }
        #expect(cluster.agent(1).local.check(check)?.check.output.hasSuffix("changed") == true)
        #expect(inCatalog()?.hasSuffix("fine") == true, "\(inCatalog() ?? "")")
        let time = cluster.wait(upTo: .minutes(10)) { inCatalog()?.hasSuffix("changed") == true }
        let late = try #require(time) + .seconds(70)
        #expect(late >= .seconds(150) && late <= .seconds(455), "\(late)")
    }

    @Test func aServiceThatIsCriticalForTooLongIsDeregistered() throws {
        let cluster = try Cluster(servers: 1, clients: 1)
        _ = try #require(cluster.waitForLeader())
        let body =
            #"{"Name":"web","Check":{"TCP":"127.0.0.1:81","Interval":"1s","#
            + #""DeregisterCriticalServiceAfter":"10s"}}"#
        _ = cluster.http("PUT", "/v1/agent/service/register", body, on: 1)
        let time = try #require(
            cluster.wait(upTo: .minutes(5)) { !cluster.agent(0).store.hasService(named: "web") })
        #expect(time >= .seconds(60) && time <= .seconds(92), "\(time)")
        #expect(cluster.agent(1).local.service("web") == nil)
    }
}
