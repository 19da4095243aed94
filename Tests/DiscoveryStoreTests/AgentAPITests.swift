import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct AgentAPITests {
    private let settings = APISettings(datacenter: "dc1", nodeName: "host-4")

    private func route(_ method: String, _ target: String, _ body: String = "") -> APIRoute {
        APICall(
            HTTPRequest(method: method, target: target, body: Array(body.utf8)),
            settings: settings
        ).route
    }

    private func service(_ body: String) -> ServiceRegistration? {
        guard
            case .agent(.registerService(let service, _)) = route(
                "PUT", "/v1/agent/service/register", body)
        else { return nil }
        return service
    }

    private static let register = "/v1/agent/service/register"
    private static let check = "/v1/agent/check/register"

    static let refusals: [(String, String, String, Int, String)] = [
        ("PUT", register, "{}", 400, "Missing service name"),  // A-020
        (
            "PUT", register, "{bad", 400,
            "Request decode failed: invalid character 'b' looking for beginning of object key string"
        ),
        (
            "PUT", register, "{\"Name\":\"x\",\"Bogus\":1}", 400,
            "Request decode failed: json: unknown field \"Bogus\""
        ),
        ("PUT", register, "{\"Name\":\"x\",\"Address\":\"::\"}", 400, "Invalid service address"),
        (
            "PUT", register, "{\"Name\":\"x\",\"Weights\":{\"Passing\":70000,\"Warning\":1}}", 400,
            "Invalid Weights: DNS Weight must be between 0 and 65535"
        ),
        (
            "PUT", register, "{\"Name\":\"x\",\"Weights\":{\"Passing\":0}}", 400,
            "Invalid Weights: Passing must be greater than 0"
        ),
        (
            "PUT", register, "{\"Name\":\"x\",\"Check\":{\"HTTP\":\"http://x\"}}", 400,
            "Invalid check: Interval must be > 0 for Script, HTTP, or TCP checks"
        ),
        (
            "PUT", register, "{\"Name\":\"x\",\"Check\":{\"Interval\":\"10s\"}}", 400,
            "Invalid check: TTL must be > 0 for TTL checks"
        ),
        (
            "PUT", register, "{\"Name\":\"x\",\"Check\":{\"Interval\":\"10s\",\"TTL\":\"1s\"}}",
            400,
            "Invalid check: Interval and TTL cannot both be specified"
        ),
        (
            "PUT", register, "{\"Name\":\"x\",\"Check\":{\"TTL\":\"zzz\"}}", 400,
            "Request decode failed: time: invalid duration \"zzz\""
        ),
        (
            "PUT", register, "{\"Name\":\"x\",\"Check\":{\"TTL\":\"10s\",\"Status\":\"bogus\"}}",
            400,
            "Status for checks must 'passing', 'warning', 'critical'"
        ),
        (
            "PUT", register, "{\"Name\":\"x\",\"Port\":\"80\"}", 400,
            "Request decode failed: json: cannot unmarshal string into Go struct field .Port of type int"
        ),
        (
            "PUT", register, "{\"Name\":\"x\",\"Meta\":{\"a b\":\"c\"}}", 400,
            "Invalid Service Meta: Couldn't load metadata pair ('a b', 'c'): Key contains invalid characters"
        ),
        ("PUT", check, "{}", 400, "Missing check name"),  // A-060
        (
            "PUT", check, "{\"Name\":\"n2\",\"TTL\":\"15s\",\"Status\":\"abc\"}", 400,
            "Bad check status"
        ),
        (
            "PUT", "/v1/agent/check/update/test", "{\"Status\":\"bad\"}", 400,
            "Invalid check status: 'bad'"
        ),
        (
            "PUT", "/v1/agent/check/update/test", "{", 400,
            "Request decode failed: unexpected EOF"
        ),
        ("GET", "/v1/agent/monitor?loglevel=zzz", "", 400, "Bad request: Unknown log level: zzz"),
        ("PUT", "/v1/agent/maintenance?enable=x", "", 400, "Invalid value for enable: \"x\""),
        ("PUT", "/v1/agent/service/maintenance/lh1", "", 400, "Missing value for enable"),
        ("PUT", "/v1/agent/service/maintenance/", "", 400, "Missing service ID"),
        ("PUT", "/v1/agent/service/deregister/", "", 500, "ServiceID missing"),
        ("HEAD", "/v1/agent/self", "", 405, "method HEAD not allowed"),  // A-002
        ("GET", "/v1/nope", "", 404, ""), ("GET", "/ui/", "", 404, ""),
        ("GET", "/", "", 200, "Consul Agent"), ("PUT", "/v1/event/fire/", "", 400, "Missing name"),
        (
            "GET", "/v1/agent/services?filter=bogus==1", "", 500,
            "Failed to create boolean expression evaluator: Selector \"bogus\" is not valid"
        ),
        (
            "GET", "/v1/agent/members?wan=1&segment=x", "", 400,
            "Cannot provide a segment with wan=true"
        ),
    ]

    @Test(arguments: refusals.indices)
    func badRequestsAreRefused(place: Int) {
        let (method, target, body, status, words) = AgentAPITests.refusals[place]
        guard case .response(let response) = route(method, target, body) else {
            Issue.record("\(target) \(body) was accepted")
            return
        }
        #expect(response.status == status && response.text == words)
    }

    @Test func wrongMethodsNameTheRightOnes() {
        guard case .response(let response) = route("DELETE", "/v1/catalog/services") else {
            Issue.record("it was accepted")
            return
        }
        #expect(
            response.headers == [
                HTTPHeader("Allow", "OPTIONS,GET"), HTTPHeader("Vary", "Accept-Encoding"),
                HTTPHeader("Content-Type", "text/plain; charset=utf-8"),
            ])
        guard case .response(let options) = route("OPTIONS", "/v1/kv/x") else { return }
        #expect(options.status == 200 && options.headers["Allow"] == "OPTIONS,GET,PUT,DELETE")
    }

    @Test func pathsWithoutTheirSlashAreRedirected() {
        guard case .response(let response) = route("GET", "/v1/health/service") else { return }
        #expect(response.status == 301 && response.headers["Location"] == "/v1/health/service/")
    }

    // A-040.
    @Test func aServiceWithACheckIsDecoded() throws {
        let service = try #require(
            self.service(
                """
                {"id":"web1","NAME":"web","port":8080,"tags":["a"],"enable_tag_override":true,
                 "Check":{"TTL":"30s","DeregisterCriticalServiceAfter":"10s"}}
                """))
        #expect(service.effectiveID == "web1" && service.enableTagOverride)
        let check = try #require(service.namedChecks.first)
        #expect(check.id == "service:web1" && check.name == "Service 'web' check")
        #expect(check.kind == .ttl(.seconds(30)) && check.serviceID == "web1")
        #expect(check.deregisterCriticalServiceAfter == .seconds(10))
        let shown = check.catalogCheck(node: "n", service: service.catalogService(node: "n"))
        #expect(shown.status == .critical && shown.type == "ttl" && shown.serviceTags == ["a"])
        #expect(try ServiceRegistration(decoding: service.encoded()) == service)
    }

    // A-041.
    @Test func severalChecksAreNumberedFromOne() throws {
        let service = try #require(
            self.service("{\"Name\":\"noid\",\"Checks\":[{\"TTL\":\"1s\"},{\"TTL\":\"2s\"}]}"))
        #expect(service.namedChecks.map(\.id) == ["service:noid:1", "service:noid:2"])
    }

    // A-043.
    @Test(arguments: [
        ("10.9.0.1", ["lan_ipv4", "wan_ipv4"]), ("fd50::104", ["lan_ipv6", "wan_ipv6"]),
        ("", []), ("backend.example.com", []),
    ])
    func anAddressFillsTheTaggedOnes(address: String, kinds: [String]) {
        let service = ServiceRegistration(name: "x", address: address, port: 7)
        let tagged = service.catalogService(node: "n").taggedAddresses
        #expect(tagged.map(\.kind) == kinds)
        #expect(tagged.allSatisfy { $0.address == address && $0.port == 7 })
    }

    @Test(arguments: [
        (
            "{\"Name\":\"c\",\"HTTP\":\"http://h/\",\"Header\":{\"A\":[\"1\",\"2\"]},\"Interval\":\"10s\",\"Timeout\":\"1s\"}",
            CheckRegistration.Kind.http(
                .init(url: "http://h/", headers: [CatalogPair("A", "1"), CatalogPair("A", "2")]))
        ),
        ("{\"Name\":\"c\",\"TCP\":\"h:1\",\"Interval\":1000000000}", .tcp("h:1")),
        (
            "{\"Name\":\"c\",\"Args\":[\"true\"],\"Interval\":\"1s\"}",
            .script(arguments: ["true"])
        ),
        ("{\"Name\":\"c\",\"AliasService\":\"web\"}", .alias(node: "", service: "web")),
        (
            "{\"Name\":\"c\",\"GRPC\":\"h:1\",\"GRPCUseTLS\":true,\"Interval\":\"1s\"}",
            .grpc(target: "h:1", usesTLS: true)
        ),
        (
            "{\"Name\":\"c\",\"DockerContainerID\":\"x\",\"Args\":[\"a\"],\"Interval\":\"1s\"}",
            .docker(container: "x", arguments: ["a"], shell: "")
        ),
    ])
    func eachKindOfCheckIsDecoded(body: String, kind: CheckRegistration.Kind) throws {
        guard case .agent(.registerCheck(let check)) = route("PUT", AgentAPITests.check, body)
        else {
            Issue.record("\(body) was refused")
            return
        }
        #expect(check.kind == kind && check.effectiveID == "c")
        #expect(try CheckRegistration(decoding: check.encoded()) == check)
    }

    // A-065.
    @Test func longOutputsAreCut() {
        let body = "{\"Status\":\"passing\",\"Output\":\"\(String(repeating: "x", count: 4_097))\"}"
        guard
            case .agent(.updateCheck(let id, let status, let output)) = route(
                "PUT", "/v1/agent/check/update/test", body)
        else { return }
        #expect(id == "test" && status == .passing)
        #expect(output.hasSuffix(" ... (captured 4096 of 4097 bytes)"))
    }

    @Test func requestsBecomeEndpoints() {
        #expect(
            route("PUT", "/v1/agent/join/10.0.0.1?wan=1")
                == .agent(.join(address: "10.0.0.1", isWAN: true)))
        #expect(
            route("PUT", "/v1/agent/force-leave/n?prune")
                == .agent(.forceLeave(node: "n", prunes: true)))
        #expect(
            route("PUT", "/v1/agent/service/deregister/h:web:80")
                == .agent(.deregisterService(id: "h:web:80")))
        #expect(
            route("GET", "/v1/agent/health/service/name/web?format=text")
                == .agent(.healthByServiceName("web", format: .text)))
        #expect(
            route("PUT", "/v1/agent/check/warn/c?note=hm")
                == .agent(.updateCheck(id: "c", status: .warning, output: "hm")))
        #expect(
            route("PUT", "/v1/agent/maintenance?enable=true&reason=x%20y")
                == .agent(.nodeMaintenance(isEnabled: true, reason: "x y")))
        #expect(route("GET", "/v1/status/leader") == .cluster(.leader))
        #expect(route("GET", "/v1/catalog/datacenters?dc=x") == .cluster(.datacenters))
        guard
            case .agent(.registerService(_, let replaces)) = route(
                "PUT", "/v1/agent/service/register?replace-existing-checks", "{\"Name\":\"a\"}")
        else { return }
        #expect(replaces)
    }

    // MARK: Answers

    private var simple: CatalogService {
        ServiceRegistration(
            id: "host-4:simple-1:80", name: "simple", tags: ["production"],
            address: "192.168.50.104", port: 32768
        ).catalogService(node: "host-4")
    }

    @Test func anAgentsServiceHasConsulsShape() {
        let response = AgentResponses.service(simple, style: .compact)
        let hash = response.headers["X-Consul-Contenthash"] ?? ""
        #expect(hash.utf8.count == 16)
        #expect(
            response.text == """
                {"ID":"host-4:simple-1:80","Service":"simple","Tags":["production"],"Meta":{},\
                "Port":32768,"Address":"192.168.50.104","TaggedAddresses":{"lan_ipv4":\
                {"Address":"192.168.50.104","Port":32768},"wan_ipv4":\
                {"Address":"192.168.50.104","Port":32768}},"Weights":{"Passing":1,"Warning":1},\
                "EnableTagOverride":false,"ContentHash":"\(hash)"}
                """)
    }

    // A-050.
    @Test func servicesAreAMapByID() throws {
        let services = [simple, .named("UP")]
        let all = AgentResponses.services(services, filter: nil, style: .compact)
        #expect(all.json?.object?.members.map(\.name) == ["UP", "host-4:simple-1:80"])
        let filter = try FilterParser.parse("Service==\"simple\"", schema: .service)
        let some = AgentResponses.services(services, filter: filter, style: .compact)
        #expect(some.json?.object?.members.map(\.name) == ["host-4:simple-1:80"])
    }

    @Test func checksOfAnAgentHaveNoIndexes() {
        var check = CatalogCheck.ofService("crit", .critical)
        check.modifyIndex = 9
        let shown = AgentResponses.checks([check], filter: nil, style: .compact)
        #expect(shown.json?["service:crit"]?["ModifyIndex"] == 0)
    }

    // A-011.
    @Test func membersHaveConsulsShape() {
        let member = AgentMember(
            name: "host-4", address: "192.168.50.104", port: 8301,
            tags: [CatalogPair("acls", "0"), CatalogPair("role", "node")], status: .alive)
        #expect(
            AgentResponses.members([member], style: .compact).text == """
                [{"Name":"host-4","Addr":"192.168.50.104","Port":8301,\
                "Tags":{"acls":"0","role":"node"},"Status":1,"ProtocolMin":1,"ProtocolMax":5,\
                "ProtocolCur":2,"DelegateMin":2,"DelegateMax":5,"DelegateCur":4}]
                """)
        #expect(AgentResponses.members(nil, style: .compact).text == "null")
        let agent = AgentDescription(
            datacenter: "dc1", nodeName: "n", nodeID: "id", isServer: true, member: member,
            statistics: [.init(name: "consul", values: [CatalogPair("leader", "true")])], meta: [])
        let shown = AgentResponses.description(agent, style: .compact).json
        #expect(shown?["Stats"]?["consul"]?["leader"] == "true")
        #expect(
            shown?.object?.members.map(\.name).sorted()
                == ["Config", "Coord", "DebugConfig", "Member", "Meta", "Stats"])
    }

    @Test(arguments: [
        ([], 200, "passing"), ([CatalogCheck.serfHealth(.warning)], 429, "warning"),
        ([.serfHealth(.passing), .ofService("simple", .critical)], 503, "critical"),
        (
            [CatalogCheck(node: "", id: "_node_maintenance", name: "x", status: .critical)], 503,
            "maintenance"
        ),
    ])
    func theHealthOfAServiceIsAStatusCode(checks: [CatalogCheck], code: Int, word: String) {
        let health = AgentServiceHealth(service: simple, checks: checks)
        let byID = AgentResponses.health(ofID: "x", health, format: .json, style: .compact)
        #expect(byID.status == code && byID.headers["X-Consul-Reason"] == word)
        #expect(byID.json?["AggregatedStatus"]?.string == word)
        let byName = AgentResponses.health(
            ofName: "simple", [health], format: .text, style: .compact)
        #expect(byName.status == code && byName.text == word)
    }

    @Test func unknownServicesHaveNoHealth() {
        let byID = AgentResponses.health(ofID: "x", nil, format: .json, style: .compact)
        #expect(byID.status == 404 && byID.headers["X-Consul-Reason"] == "ServiceId x not found")
        let byName = AgentResponses.health(ofName: "x", [], format: .json, style: .compact)
        #expect(byName.status == 404 && byName.text == "[]")
    }

    @Test func eventsHaveConsulsShape() {
        var event = UserEvent(name: "deploy", payload: Array("payload".utf8))
        event.id = "52d1c02b-82dc-44ad-6719-bc705a3648da"
        event.lamportTime = 2
        let listing = UserEvent.response(listing: [event], style: .compact)
        #expect(
            listing.text == """
                [{"ID":"52d1c02b-82dc-44ad-6719-bc705a3648da","Name":"deploy",\
                "Payload":"cGF5bG9hZA==","NodeFilter":"","ServiceFilter":"","TagFilter":"",\
                "Version":1,"LTime":2}]
                """)
        #expect(listing.index == 0x52d1_c02b_82dc_44ad ^ 0x6719_bc70_5a36_48da)
        #expect(UserEvent.response(listing: [], style: .compact).index == 1)
    }

    @Test func theClusterIsShown() throws {
        let server = RaftServerView(
            id: "i", node: "n", address: "10.0.0.1:8300", isLeader: true, isVoter: true)
        #expect(
            ClusterResponses.raftConfiguration([server], index: 0, style: .compact).text == """
                {"Servers":[{"ID":"i","Node":"n","Address":"10.0.0.1:8300","Leader":true,\
                "ProtocolVersion":"3","Voter":true}],"Index":0}
                """)
        #expect(ClusterResponses.leader("", style: .compact).text == "\"\"")
        let configuration = ClusterResponses.autopilotConfiguration(
            AutopilotView(), style: .compact)
        #expect(configuration.json?["LastContactThreshold"] == "200ms")
        guard
            case .cluster(.setAutopilotConfiguration(let change, let index)) = route(
                "PUT", "/v1/operator/autopilot/configuration?cas=7",
                "{\"CleanupDeadServers\":false,\"ServerStabilizationTime\":\"5s\"}")
        else {
            Issue.record("the configuration was refused")
            return
        }
        #expect(change.cleansUpDeadServers == false && index == 7)
        #expect(change.serverStabilizationTime == .seconds(5))
    }

    @Test func prettyAnswersAreIndented() {
        var server = TestServer()
        _ = server.register("a")
        let text = server.get("/v1/catalog/nodes?pretty").text
        #expect(text.hasPrefix("[\n    {\n        \"ID\": \"\",\n") && text.hasSuffix("]\n"))
        server.settings.isAlwaysPretty = true
        #expect(server.get("/v1/health/service/nope").text == "[]\n")
    }

    @Test func randomRequestsNeverTrap() {
        var random = RandomStream(seed: 21)
        var server = TestServer()
        let endpoints = APIPath.allCases.map(\.rawValue)
        let extras = [
            "", "x", "/", "%2F", "%", "?", "?index=1&wait=5s", "?filter=a", "?keys&separator=",
            "?cas", "?cas=9", "?recurse", "?passing=", "&=&&=", "?node-meta=", "é",
        ]
        let bodies = [
            "", "{}", "[]", "null", "{\"Name\":\"x\",\"Checks\":[null]}", "[{\"KV\":null}]",
            "\u{0}",
        ]
        for _ in 0..<5_000 {
            let target =
                endpoints[Int(random.next() % UInt64(endpoints.count))]
                + extras[Int(random.next() % UInt64(extras.count))]
                + extras[Int(random.next() % UInt64(extras.count))]
            let method = ["GET", "PUT", "DELETE", "OPTIONS"][Int(random.next() % 4)]
            server.send(method, target, bodies[Int(random.next() % UInt64(bodies.count))])
        }
    }
}
