import LabDNS
import LabNetwork
import LabProgram
import LabSimulation
import Testing

@testable import LabPrograms

@Suite struct AgentInterfaceTests {
    private func cluster(clients: Int = 1) throws -> Cluster {
        let cluster = try Cluster(servers: 1, clients: clients)
        _ = try #require(cluster.waitForLeader())
        cluster.run(.seconds(1))
        return cluster
    }

    @Test func maintenanceTakesANodeOutAndBack() throws {
        let cluster = try cluster()
        cluster.register("web", on: 1)
        _ = cluster.http("PUT", "/v1/agent/maintenance?enable=true&reason=test", on: 1)
        #expect(cluster.dns("web.service.consul", on: 0)?.responseCode == .nxDomain)
        let checks = cluster.http("GET", "/v1/agent/checks", on: 1).text
        #expect(checks.contains(#""Notes":"test""#))
        _ = cluster.http("PUT", "/v1/agent/maintenance?enable=false", on: 1)
        #expect(cluster.addresses("web.service.consul", on: 0) == ["10.0.0.2"])
    }

    @Test func maintenanceOfAServiceSaysWhy() throws {
        let cluster = try cluster()
        cluster.register("web", on: 1)
        #expect(
            cluster.http("PUT", "/v1/agent/service/maintenance/nope?enable=true", on: 1).status
                == 404)
        _ = cluster.http("PUT", "/v1/agent/service/maintenance/web?enable=true", on: 1)
        let health = cluster.http("GET", "/v1/agent/health/service/id/web", on: 1)
        #expect(health.status == 503)
        #expect(health.text.contains("no reason was provided"))
        _ = cluster.http("PUT", "/v1/agent/service/maintenance/web?enable=false", on: 1)
        #expect(cluster.http("GET", "/v1/agent/health/service/id/web", on: 1).status == 200)
    }

    @Test func aSessionIsBoundToTheAgentThatIsAsked() throws {
        let cluster = try Cluster(servers: 3, clients: 1)
        _ = try #require(cluster.waitForLeader())
        cluster.run(.seconds(5))
        for index in 0..<4 {
            let answer = cluster.http("PUT", "/v1/session/create", #"{"TTL":"60s"}"#, on: index)
            #expect(answer.status == 200, "\(answer.text)")
            let list = cluster.http("GET", "/v1/session/node/host-\(index + 1)", on: 0).text
            #expect(list.contains(#""Node":"host-\#(index + 1)""#), "\(list)")
        }
        let named = #"{"Node":"host-2"}"#
        #expect(cluster.http("PUT", "/v1/session/create", named, on: 3).status == 200)
        let list = cluster.http("GET", "/v1/session/node/host-2", on: 3).text
        #expect(list.split(separator: #""ID""#).count == 3)
    }

    @Test func checksOfAServiceAreAddedUnlessTheyAreReplaced() throws {
        let cluster = try cluster()
        func register(_ check: String, _ query: String = "") {
            let body =
                #"{"Name":"rr","Check":{"CheckID":"\#(check)","TTL":"30s","Status":"passing"}}"#
            _ = cluster.http("PUT", "/v1/agent/service/register\(query)", body, on: 1)
        }
        register("c1")
        register("c2")
        #expect(cluster.agent(1).local.checks(of: "rr") == ["c1", "c2"])
        register("c3", "?replace-existing-checks=true")
        #expect(cluster.agent(1).local.checks(of: "rr") == ["c3"])
        let remote = cluster.agent(0).store.checks(ofService: "rr", onNode: "host-2")
        #expect(remote.map(\.id) == ["serfHealth", "c3"])
    }

    @Test func aCheckKeepsItsStatusOverARegistration() throws {
        let cluster = try cluster()
        let body = #"{"Name":"keep","Port":1,"Check":{"CheckID":"kc","TTL":"30s"}}"#
        _ = cluster.http("PUT", "/v1/agent/service/register", body, on: 1)
        #expect(cluster.http("PUT", "/v1/agent/check/pass/kc?note=ok", on: 1).status == 200)
        _ = cluster.http("PUT", "/v1/agent/service/register", body, on: 1)
        #expect(cluster.agent(1).local.check("kc")?.check.status == .passing)
        #expect(cluster.agent(0).store.record(named: "host-2")?.check("kc")?.output == "ok")
    }

    @Test func errorsAreConsulsOwn() throws {
        let cluster = try cluster()
        func text(_ target: String, _ body: String = "") -> String {
            let answer = cluster.http("PUT", "/v1/agent/\(target)", body, on: 1)
            return "\(answer.status) \(answer.text)"
        }
        #expect(text("check/pass/nope") == #"500 CheckID "nope" does not have associated TTL"#)
        #expect(text("force-leave/nope") == "500 agent: No node found with name 'nope'")
        #expect(
            text("check/register", #"{"Name":"n","TTL":"15s","ServiceID":"no"}"#)
                == #"500 ServiceID "no" does not exist"#)
        #expect(text("join/10.0.0.9?wan=1") == "500 Must be a server to join WAN cluster")
        #expect(text("service/deregister/unknown") == "200 ")
        #expect(
            cluster.http("GET", "/v1/agent/service/nope", on: 1).text
                == "unknown service ID: nope")
    }

    @Test func aServiceCanBeWatchedByItsHash() throws {
        let cluster = try cluster()
        cluster.register("web", on: 1)
        let first = cluster.http("GET", "/v1/agent/service/web", on: 1)
        let hash = try #require(first.headers["X-Consul-Contenthash"])
        let exchange = cluster.begin("GET", "/v1/agent/service/web?hash=\(hash)&wait=9s", on: 1)
        cluster.run(.seconds(1))
        #expect(cluster.response(to: exchange, on: 1) == nil)
        cluster.register("web", port: 81, on: 1)
        cluster.run(.milliseconds(10))
        #expect(cluster.response(to: exchange, on: 1)?.text.contains("81") == true)
    }

    @Test func membersSayWhoTheyAre() throws {
        let cluster = try cluster()
        let members = cluster.http("GET", "/v1/agent/members", on: 1).text
        #expect(members.contains(#""Name":"host-1""#))
        #expect(members.contains(#""role":"consul""#))
        #expect(members.contains(#""role":"node""#))
        #expect(cluster.http("GET", "/v1/agent/members?wan=1", on: 1).text == "null")
        #expect(
            cluster.http("GET", "/v1/agent/members?wan=1", on: 0).text.contains("host-1.dc1"))
        let own = cluster.http("GET", "/v1/agent/self", on: 0).text
        #expect(own.contains(#""Server":true"#))
        #expect(own.contains(#""state":"Leader""#))
        #expect(cluster.http("GET", "/v1/status/leader", on: 1).text == #""10.0.0.1:8300""#)
    }

    @Test func aSessionWithoutRenewalEndsAfterTwiceItsTime() throws {
        let cluster = try cluster()
        let created = cluster.http("PUT", "/v1/session/create", #"{"TTL":"10s"}"#, on: 1)
        #expect(created.status == 200, "\(created.text)")
        let id = String(created.text.split(separator: "\"")[3])
        #expect(
            cluster.http("PUT", "/v1/kv/lock?acquire=\(id)", "x", on: 1).text == "true")
        cluster.run(.seconds(15))
        #expect(cluster.http("PUT", "/v1/session/renew/\(id)", on: 1).status == 200)
        let time = cluster.wait(upTo: .seconds(60)) {
            cluster.agent(0).store.session(id) == nil
        }
        #expect(try #require(time) > .seconds(19))
        #expect(cluster.agent(0).store.entry("lock")?.session == "")
    }

    @Test func anAliasFollowsItsTarget() throws {
        let cluster = try cluster()
        let target = #"{"Name":"db","Check":{"CheckID":"t","TTL":"60s","Status":"passing"}}"#
        _ = cluster.http("PUT", "/v1/agent/service/register", target, on: 1)
        let follower = #"{"Name":"web","Check":{"CheckID":"a","AliasService":"db"}}"#
        _ = cluster.http("PUT", "/v1/agent/service/register", follower, on: 1)
        #expect(cluster.agent(1).local.check("a")?.check.status == .passing)
        _ = cluster.http("PUT", "/v1/agent/check/fail/t", on: 1)
        #expect(cluster.agent(1).local.check("a")?.check.status == .critical)
        _ = cluster.http("PUT", "/v1/agent/service/deregister/db", on: 1)
        #expect(
            cluster.agent(1).local.check("a")?.check.output
                == "Service db could not be found on node host-2")
    }

    @Test func anHTTPCheckDrivesTheDNS() throws {
        let cluster = try cluster()
        let web = cluster.world.spawn(WebProgram(), named: "web", on: 1)
        let body =
            #"{"Name":"web","Port":80,"Check":{"HTTP":"http://10.0.0.2:80/","Interval":"1s"}}"#
        _ = cluster.http("PUT", "/v1/agent/service/register", body, on: 1)
        cluster.run(.seconds(2))
        #expect(cluster.addresses("web.service.consul", on: 0) == ["10.0.0.2"])
        cluster.world.kill(web)
        let time = cluster.wait(upTo: .seconds(5)) {
            cluster.agent(0).store.record(named: "host-2")?.check("service:web")?.status
                == .critical
        }
        #expect(try #require(time) < .milliseconds(1_050))
        #expect(cluster.dns("web.service.consul", on: 0)?.responseCode == .nxDomain)
    }

    @Test func servicesOfTheConfigurationAreRegisteredAtTheStart() throws {
        let cluster = try Cluster(servers: 1) { _, configuration in
            configuration.services = [
                ServiceRegistration(
                    name: "web", port: 80,
                    checks: [
                        CheckRegistration(
                            name: "", kind: .ttl(.seconds(30)), status: .passing)
                    ])
            ]
        }
        _ = try #require(cluster.waitForLeader())
        cluster.run(.seconds(1))
        #expect(cluster.addresses("web.service.consul", on: 0) == ["10.0.0.1"])
    }

    @Test(arguments: [0, 1])
    func aFaultMakesTheDNSLie(host: Int) throws {
        let cluster = try cluster()
        func set(_ fault: DNSFault?) {
            _ = cluster.world.withProgram(of: cluster.agents[host], as: DiscoveryAgent.self) {
                agent, _ in agent.setDNSFault(fault)
            }
        }
        set(DNSFault(answer: .serverFailure, names: .matching("host-2")))
        #expect(cluster.dns("host-2.node.consul", on: host)?.responseCode == .servFail)
        #expect(cluster.addresses("host-1.node.consul", on: host) == ["10.0.0.1"])
        set(DNSFault(answer: .nameError))
        #expect(cluster.dns("host-1.node.consul", on: host)?.responseCode == .nxDomain)
        set(DNSFault(answer: nil, delay: .seconds(2)))
        let start = cluster.world.now
        #expect(cluster.addresses("host-1.node.consul", on: host) == ["10.0.0.1"])
        #expect(cluster.world.now - start >= .seconds(2))
        set(DNSFault(answer: .drop))
        #expect(cluster.dns("host-1.node.consul", on: host) == nil)
        set(nil)
        #expect(cluster.addresses("host-1.node.consul", on: host) == ["10.0.0.1"])
    }

    @Test(arguments: [0, 1])
    func aConnectionCarriesQuestionsUntilItIsIdle(host: Int) throws {
        let cluster = try cluster()
        let start = cluster.world.now
        let asker = cluster.dnsByTCP("host-1.node.consul", times: 3, on: host)
        #expect(asker.packets.count == 3)
        let end = try #require(asker.closed.first)
        #expect(end - start > .seconds(2) && end - start < .milliseconds(2_100))
    }

    @Test func aConnectionCarriesNoMoreThan128Questions() throws {
        let cluster = try cluster()
        let start = cluster.world.now
        let asker = cluster.dnsByTCP("host-1.node.consul", times: 128, on: 0)
        #expect(asker.packets.count == 128)
        #expect(try #require(asker.closed.first) - start < .seconds(1))
    }
}
