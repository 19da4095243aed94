import LabModel
import LabNetwork
import Testing

@testable import LabFiles

/// Every check with all its keys, and its short forms.
struct CheckFormTests {
    @Test func dns() throws {
        var expected = DNSCheck(query: "_simple._tcp.service.consul", type: "SRV")
        expected.from = host("host-3")
        expected.server = .leader
        expected.answers = ["host-1/simple", "192.168.50.102", "host-2:5000"]
        expected.contains = ["host-1/simple"]
        expected.excludes = ["host-3"]
        expected.count = Bound(.atLeast, .number(2))
        expected.rcode = "NOERROR"
        expected.ttl = Bound(.atMost, .interval(.seconds(5)))
        expected.authoritative = true
        expected.truncated = false
        expected.transport = .tcp
        expected.distribution = DNSCheck.Distribution(
            samples: 100, tolerance: Probability(percent: 10))
        let read = try check(
            """
            dns: {query: _simple._tcp.service.consul, type: srv, from: host-3, server: leader, \
            answers: [host-1/simple, 192.168.50.102, "host-2:5000"], contains: host-1/simple, \
            excludes: [host-3], count: ">= 2", rcode: noerror, ttl: "<= 5s", \
            authoritative: true, truncated: false, transport: tcp, \
            distribution: {samples: 100, tolerance: 10%}}
            """)
        #expect(read == .dns(expected))
    }

    @Test func dnsInShort() throws {
        var expected = DNSCheck(query: "simple.service.consul")
        expected.rcode = "NOERROR"
        expected.count = Bound(.atLeast, .number(1))
        #expect(try check("dns: simple.service.consul") == .dns(expected))
    }

    @Test func aTimeToLiveMayBeANumberOfSeconds() throws {
        guard case .dns(let dns)? = try check("dns: {query: a.b, ttl: 0}") else {
            Issue.record("no dns check")
            return
        }
        #expect(dns.ttl == Bound(.equal, .interval(.zero)))
    }

    @Test func namesMayBeTheAnswers() throws {
        guard
            case .dns(let dns)? = try check(
                "dns: {query: 101.50.168.192.in-addr.arpa, type: PTR, answers: host-1.node.dc1.consul.}"
            )
        else {
            Issue.record("no dns check")
            return
        }
        #expect(dns.answers == ["host-1.node.dc1.consul."])
    }

    @Test func http() throws {
        var expected = HTTPCheck(url: "http://host-1:8500/v1/status/leader", method: "PUT")
        expected.from = host("client")
        expected.headers = [HTTPCheck.Header("Host", "a")]
        expected.body = "x"
        expected.status = Bound(.atLeast, .number(500))
        expected.contains = [.matching(":8300"), .exactly("ok")]
        expected.json = [
            HTTPCheck.JSONValue(path: "[0].Node.Node", value: .text("host-1")),
            HTTPCheck.JSONValue(path: "Config.Server", value: .flag(true)),
            HTTPCheck.JSONValue(path: "Port", value: .integer(8300)),
        ]
        expected.header = [HTTPCheck.Header("X-Consul-Index", .matching("[0-9]+"))]
        expected.latency = Bound(.less, .interval(.milliseconds(50)))
        expected.timeout = .seconds(1)
        let read = try check(
            """
            http: {url: "http://host-1:8500/v1/status/leader", from: client, method: put, \
            headers: {Host: a}, body: x, status: ">= 500", contains: [/:8300/, ok], \
            json: {"[0].Node.Node": host-1, Config.Server: true, Port: 8300}, \
            header: {X-Consul-Index: /[0-9]+/}, latency: "< 50ms", timeout: 1s}
            """)
        #expect(read == .http(expected))
        #expect(
            try check("http: http://host-3/") == .http(HTTPCheck(url: "http://host-3/")))
    }

    @Test func roundRobin() throws {
        var fair = RoundRobinCheck(
            url: "http://host-3/", requests: 10, among: ["host-1/simple.1", "host-2/simple"])
        fair.order = .fair
        fair.tolerance = 2
        fair.headers = [HTTPCheck.Header("Host", "simple.lab")]
        let keys = "http: http://host-3/, among: [host-1/simple.1, host-2/simple]"
        #expect(
            try check(
                "round-robin: {\(keys), requests: 10, order: fair, tolerance: 2, "
                    + "headers: {Host: simple.lab}}") == .roundRobin(fair))
        #expect(
            try check("round-robin: {\(keys)}")
                == .roundRobin(
                    RoundRobinCheck(
                        url: "http://host-3/", requests: 4,
                        among: ["host-1/simple.1", "host-2/simple"])))
    }

    @Test func members() throws {
        var expected = MembersCheck()
        expected.alive = [host("host-1")]
        expected.failed = [host("host-2")]
        expected.left = []
        expected.wan = true
        expected.from = .leader
        #expect(
            try check(
                "members: {alive: host-1, failed: [host-2], left: [], wan: true, from: leader}")
                == .members(expected))
        var short = MembersCheck()
        short.alive = [.servers]
        #expect(try check("members: servers") == .members(short))
    }

    @Test func leader() throws {
        let one = LeaderCheck(state: .one, among: [host("host-1")], from: host("host-2"))
        #expect(
            try check("leader: {is: one, among: [host-1], from: host-2}") == .leader(one))
        #expect(try check("leader: changed") == .leader(LeaderCheck(state: .changed)))
        #expect(try check("leader: none") == .leader(LeaderCheck(state: .none)))
        #expect(
            try check("leader: host-1")
                == .leader(LeaderCheck(state: .one, among: [host("host-1")])))
        #expect(try check("leaders-per-term: 1") == .leadersPerTerm(atMost: 1))
        #expect(try check("leaders-per-term: {at-most: 1}") == .leadersPerTerm(atMost: 1))
    }

    @Test func catalogAndHealth() throws {
        var expected = InstancesCheck(service: "simple")
        expected.instances = .count(Bound(.equal, .number(2)))
        expected.passing = .exactly(["host-1/simple", "host-2"])
        expected.warning = .count(Bound(.equal, .number(0)))
        expected.critical = .exactly(["192.168.50.103"])
        expected.tags = ["v1"]
        expected.from = host("host-3")
        let keys =
            "service: simple, instances: 2, passing: [host-1/simple, host-2], warning: 0, "
            + "critical: 192.168.50.103, tags: v1, from: host-3"
        #expect(try check("catalog: {\(keys)}") == .catalog(expected))
        #expect(try check("health: {\(keys)}") == .health(expected))
        var some = InstancesCheck(service: "simple")
        some.instances = .count(Bound(.atLeast, .number(1)))
        #expect(try check("catalog: simple") == .catalog(some))
        #expect(try check("catalog: {service: simple}") == .catalog(some))
        var healthy = InstancesCheck(service: "simple")
        healthy.passing = .count(Bound(.atLeast, .number(1)))
        #expect(try check("health: simple") == .health(healthy))
    }

    @Test func keys() throws {
        #expect(
            try check("kv: {key: a/b, value: 5, from: host-1}")
                == .kv(KeyCheck(key: "a/b", value: .exactly("5"), from: host("host-1"))))
        #expect(
            try check("kv: {key: a, value: ~}") == .kv(KeyCheck(key: "a", value: nil)))
        guard case .kv(let any)? = try check("kv: {key: a}") else {
            Issue.record("no kv check")
            return
        }
        #expect(any.value?.matches("whatever") == true)
        #expect(any.value?.matches("") == true)
    }

    @Test func processesReachAndLogs() throws {
        #expect(
            try check(
                "process: {target: host-1/simple.2, state: exited, exit: 3, restarts: \"< 2\"}")
                == .process(
                    ProcessCheck(
                        target: part("host-1", "simple", 2), state: .exited, exit: 3,
                        restarts: Bound(.less, .number(2)))))
        #expect(
            try check("process: leader/discovery")
                == .process(
                    ProcessCheck(
                        target: .part(host: .leader, name: "discovery", index: nil),
                        state: .running)))
        #expect(
            try check("reach: {from: client, to: [host-1, leader], port: 80, ok: false}")
                == .reach(
                    ReachCheck(
                        from: [host("client")], to: [host("host-1"), .leader], port: 80, ok: false))
        )
        #expect(
            try check("log: {target: host-1/discovery, matches: /New leader/, count: 1}")
                == .log(
                    LogCheck(
                        target: part("host-1", "discovery"), matches: .matching("New leader"),
                        count: Bound(.equal, .number(1)))))
    }

    @Test func trafficHasSeveralBounds() throws {
        let scenario = try ScenarioLoader(directory: repository, environment: [:]).scenario(
            text: """
                traffic:
                  browse: {http: http://host-3/, rate: 10/s, method: post, headers: {A: b}}
                steps:
                  - expect:
                      traffic:
                        browse:
                          errors: "< 3"
                          outage: "<= 2s"
                          latency: {p50: "< 5ms", p99: "< 50ms"}
                          distribution: "<= 10%"
                """, topology: threeNodes()
        ).scenario
        var expected = TrafficCheck(name: "browse")
        expected.errors = Bound(.less, .number(3))
        expected.outage = Bound(.atMost, .interval(.seconds(2)))
        expected.latencyP50 = Bound(.less, .interval(.milliseconds(5)))
        expected.latencyP99 = Bound(.less, .interval(.milliseconds(50)))
        expected.distribution = Bound(.atMost, .share(Probability(percent: 10)))
        #expect(scenario.steps[0].expect.map(\.check) == [.traffic([expected])])
        #expect(scenario.traffic[0].method == "POST")
        #expect(scenario.traffic[0].from == nil)
    }

    @Test func checksNest() throws {
        guard
            case .any(let any)? = try check(
                "any: [{leader: none}, {all: [{leader: one}, {not: {leader: changed}}]}, "
                    + "{leader: one, kv: {key: a}}]")
        else {
            Issue.record("no any")
            return
        }
        #expect(any.map(\.check.key) == ["leader", "all", "all"])
        guard case .all(let all) = any[1].check, case .not(let not) = all[1].check else {
            Issue.record("no all with a not")
            return
        }
        #expect(not.map(\.check) == [.leader(LeaderCheck(state: .changed))])
        #expect(any[0].location?.line == 3)
    }
}
