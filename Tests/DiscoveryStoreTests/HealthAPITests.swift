import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct HealthAPITests {
    /// Two instances of `hp`, one of them on a node that is not well.
    private func server() -> TestServer {
        var server = TestServer()
        _ = server.register(
            "hp0", "10.0.0.1", service: .named("hp", tags: ["v1"]),
            checks: [.serfHealth(.critical), .ofService("hp", .passing)])
        _ = server.register(
            "hp1", "10.0.0.2", service: .named("hp", tags: ["v2"]),
            checks: [.serfHealth(.passing), .ofService("hp", .warning)])
        _ = server.register(
            "hp2", "10.0.0.3", service: .named("hp"),
            checks: [.serfHealth(.passing), .ofService("hp", .passing)])
        _ = server.register("hp2", "10.0.0.3", service: .named("other"), checks: [])
        return server
    }

    // H-001 to H-008.
    @Test(arguments: [
        ("/v1/health/service/", 400, "Missing service name"),
        ("/v1/health/node/", 400, "Missing node name"),
        ("/v1/health/checks/", 400, "Missing service name"),
        ("/v1/health/state/", 400, "Missing check state"),
        ("/v1/health/service/nope", 200, "[]"), ("/v1/health/node/nope", 200, "[]"),
        ("/v1/health/checks/nope", 200, "[]"), ("/v1/health/state/bogus", 200, "[]"),
        ("/v1/health/service/hp?passing=maybe", 400, "Invalid value for ?passing"),
        (
            "/v1/health/service/hp?filter=bogus==1", 500,
            "Failed to create boolean expression evaluator: Selector \"bogus\" is not valid"
        ),
    ])
    func whatIsMissingOrUnknownIsAnswered(target: String, status: Int, body: String) {
        var server = server()
        let response = server.get(target)
        #expect(response.status == status && response.text == body)
    }

    // H-010: the shape that was recorded.
    @Test func anInstanceHasConsulsShape() {
        var server = TestServer()
        var node = CatalogNode(
            id: "286cb656-9a92-4162-0d22-6ff884579e27", name: "host-1", address: "192.168.50.101")
        node.taggedAddresses = [
            CatalogPair("lan", "192.168.50.101"), CatalogPair("lan_ipv4", "192.168.50.101"),
        ]
        node.meta = [CatalogPair("consul-network-segment", "")]
        var registration = CatalogRegistration(node: node, checks: [.serfHealth(.passing)])
        var service = CatalogService.named("web", id: "host-1:web:80", tags: ["v1", "primary"])
        service.meta = [CatalogPair("owner", "ops")]
        service.port = 8001
        registration.service = service
        _ = server.apply(.register(registration))
        let response = server.get("/v1/health/service/web")
        #expect(
            response.text == """
                [{"Node":{"ID":"286cb656-9a92-4162-0d22-6ff884579e27","Node":"host-1",\
                "Address":"192.168.50.101","Datacenter":"dc1",\
                "TaggedAddresses":{"lan":"192.168.50.101","lan_ipv4":"192.168.50.101"},\
                "Meta":{"consul-network-segment":""},"CreateIndex":1,"ModifyIndex":1},\
                "Service":{"ID":"host-1:web:80","Service":"web","Tags":["v1","primary"],\
                "Address":"","Meta":{"owner":"ops"},"Port":8001,\
                "Weights":{"Passing":1,"Warning":1},"EnableTagOverride":false,\
                "Proxy":{"MeshGateway":{},"Expose":{}},"Connect":{},\
                "CreateIndex":1,"ModifyIndex":1},"Checks":[{"Node":"host-1",\
                "CheckID":"serfHealth","Name":"Serf Health Status","Status":"passing",\
                "Notes":"","Output":"Agent alive and reachable","ServiceID":"",\
                "ServiceName":"","ServiceTags":[],"Type":"","Definition":{},\
                "CreateIndex":1,"ModifyIndex":1}]}]
                """)
        #expect(
            response.headers.map(\.name) == [
                "Content-Type", "Vary", "X-Consul-Effective-Consistency", "X-Consul-Index",
                "X-Consul-Knownleader", "X-Consul-Lastcontact",
            ])
    }

    // H-011, H-012.
    @Test(arguments: [
        ("", ["hp0", "hp1", "hp2"]), ("?passing", ["hp2"]), ("?passing=1", ["hp2"]),
        ("?passing=false", ["hp0", "hp1", "hp2"]), ("?tag=V1", ["hp0"]),
        ("?filter=Node.Node==hp1", ["hp1"]),
    ])
    func instancesAreChosen(query: String, nodes: [String]) {
        var server = server()
        let elements = server.get("/v1/health/service/hp\(query)").json?.array ?? []
        #expect(elements.compactMap { $0["Node"]?["Node"]?.string } == nodes)
    }

    @Test func checksAreTheNodesThenTheInstancesOwn() {
        var server = server()
        let first = server.get("/v1/health/service/hp").json?.array?.first
        #expect(
            first?["Checks"]?.array?.compactMap { $0["CheckID"]?.string }
                == ["serfHealth", "service:hp"])
    }

    // H-015, H-020.
    @Test(arguments: [
        ("state/any?filter=Status==warning%20and%20Node==hp1", 1),
        ("state/any?filter=not%20(Status==passing)", 2),
        ("state/any?filter=Status%20!=%20passing%20or%20Node%20==%20%22hp2%22", 4),
        ("state/critical", 1), ("checks/hp", 3), ("node/HP2", 2),
        ("service/hp?filter=Node.Node%20matches%20%22hp[01]%22", 2),
        ("service/hp?filter=Node.Node%20not%20matches%20%22hp[01]%22", 1),
        ("service/hp?filter=Service.Tags%20is%20empty", 1),
        ("service/hp?filter=Service.Tags%20is%20not%20empty", 2),
        ("service/hp?filter=v1%20in%20Service.Tags", 1),
        ("service/hp?filter=v1%20not%20in%20Service.Tags", 2),
        ("service/hp?filter=Service.Tags%20contains%20%22v2%22", 1),
        ("service/hp?filter=Service.Meta.version%20==%20%221.8.7%22", 0),
        ("service/hp?filter=Service.Meta[%22version%22]%20==%20%221.8.7%22", 0),
        ("service/hp?filter=Service.Port%20==%2080", 3),
        ("service/hp?filter=Checks.Status%20==%20critical", 1),
    ])
    func filtersChooseElements(target: String, count: Int) {
        var server = server()
        let response = server.get("/v1/health/\(target)")
        #expect(response.status == 200 && response.json?.array?.count == count)
    }

    @Test(arguments: [
        "Service.Port%20%3E%201", "(", "Node.Node%20==", "Node.Node%20matches%20%22(%22", "and",
        "Node", "Node.Node%20is%20empty", "Service.Port%20matches%20x", "%22unterminated",
    ])
    func badFiltersAreRefused(filter: String) {
        var server = server()
        let response = server.get("/v1/health/service/hp?filter=\(filter)")
        #expect(response.status == 500)
        #expect(response.text.hasPrefix("Failed to create boolean expression evaluator: "))
    }

    // H-017.
    @Test func anUnknownDatacenterHasNoLeader() {
        var server = server()
        let response = server.get("/v1/health/service/web?dc=dc9")
        #expect(response.status == 500 && response.text == "No path to datacenter")
        #expect(response.headers["X-Consul-KnownLeader"] == "false" && response.index == 1)
        #expect(response.forwarded().text == "rpc error making call: No path to datacenter")
    }

    @Test func randomFiltersNeverTrap() {
        var random = RandomStream(seed: 9)
        let words = [
            "Node", ".", "==", "!=", "in", "not", "and", "or", "(", ")", "[", "]", "\"a\"", "is",
            "empty", "matches", "contains", "Meta", "x", "80", " ", "\"", "`",
        ]
        for _ in 0..<5_000 {
            let count = Int(random.next() % 12)
            let text = (0..<count).map { _ in words[Int(random.next() % UInt64(words.count))] }
                .joined(separator: " ")
            _ = try? FilterParser.parse(text, schema: .instance)?.admits(["Node": ["Meta": [:]]])
        }
    }
}
