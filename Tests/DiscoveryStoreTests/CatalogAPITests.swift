import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct CatalogAPITests {
    static let refusals: [(String, Int, String)] = [
        ("{", 400, "Request decode failed: unexpected EOF"),  // C-002
        ("", 400, "Request decode failed: EOF"),
        ("{\"Bogus\":1}", 400, "Request decode failed: json: unknown field \"Bogus\""),
        ("{\"Node\":\"z\"}", 500, "Must provide address if SkipNodeUpdate is not set"),  // C-003
        ("{\"Address\":\"z\"}", 500, "Must provide node"),
        (
            "{\"Node\":\"z\",\"Address\":\"1.2.3.4\",\"Service\":{\"ID\":\"only\"}}", 500,
            "Must provide service name with ID"  // C-004
        ),
        (
            "{\"Node\":\"z\",\"Address\":\"1.2.3.4\",\"Service\":{\"Service\":\"s\",\"Address\":\"0.0.0.0\"}}",
            500, "Invalid service address"  // C-005
        ),
        (
            "{\"Datacenter\":\"dc9\",\"Node\":\"z\",\"Address\":\"1.2.3.4\"}", 500,
            "No path to datacenter"  // C-006
        ),
        (
            "{\"Node\":\"z\",\"Address\":\"1.2.3.4\",\"ID\":\"bad\"}", 500,
            "Bad node ID: uuid string is wrong length"  // C-007
        ),
        (
            "{\"Node\":\"z\",\"Address\":\"1.2.3.4\",\"Check\":{\"Node\":\"y\",\"Name\":\"c\"}}",
            500,
            "check node \"y\" does not match node \"z\""
        ),
    ]

    @Test(arguments: refusals)
    func badRegistrationsAreRefused(body: String, status: Int, words: String) {
        var server = TestServer()
        let response = server.put("/v1/catalog/register", body)
        #expect(response.status == status && response.text == words)
    }

    // C-010.
    private func serverWithSearch() -> TestServer {
        var server = TestServer()
        let response = server.put(
            "/v1/catalog/register",
            """
            {"Datacenter":"dc1","Node":"ext1","Address":"10.77.0.1","NodeMeta":{"rack":"r1"},
             "Service":{"Service":"search","Tags":["a","b"],"Port":80},
             "Check":{"Name":"search up","service_id":"search","Status":"passing",
                      "Definition":{"HTTP":"http://x","Interval":"10s"}}}
            """)
        #expect(response.status == 200 && response.text == "true")
        return server
    }

    // C-011.
    @Test func anElementOfAServiceHasConsulsKeys() throws {
        var server = serverWithSearch()
        let response = server.get("/v1/catalog/service/SEARCH")
        #expect(
            response.text == """
                [{"ID":"","Node":"ext1","Address":"10.77.0.1","Datacenter":"dc1",\
                "TaggedAddresses":null,"NodeMeta":{"rack":"r1"},"ServiceKind":"",\
                "ServiceID":"search","ServiceName":"search","ServiceTags":["a","b"],\
                "ServiceAddress":"","ServiceWeights":{"Passing":1,"Warning":1},"ServiceMeta":{},\
                "ServicePort":80,"ServiceEnableTagOverride":false,\
                "ServiceProxy":{"MeshGateway":{},"Expose":{}},"ServiceConnect":{},\
                "CreateIndex":1,"ModifyIndex":1}]
                """)
        #expect(response.json?.array?.first?.object?.members.count == 19)
    }

    @Test func aNodeIsShownWithItsServices() {
        var server = serverWithSearch()
        #expect(
            server.get("/v1/catalog/node/ext1").text == """
                {"Node":{"ID":"","Node":"ext1","Address":"10.77.0.1","Datacenter":"dc1",\
                "TaggedAddresses":null,"Meta":{"rack":"r1"},"CreateIndex":1,"ModifyIndex":1},\
                "Services":{"search":{"ID":"search","Service":"search","Tags":["a","b"],\
                "Address":"","Meta":null,"Port":80,"Weights":{"Passing":1,"Warning":1},\
                "EnableTagOverride":false,"Proxy":{"MeshGateway":{},"Expose":{}},"Connect":{},\
                "CreateIndex":1,"ModifyIndex":1}}}
                """)
        #expect(server.get("/v1/catalog/node/nosuch").text == "null")
        #expect(server.get("/v1/catalog/node/nosuch").index == 1)
        #expect(
            server.get("/v1/catalog/node-services/nosuch").text == "{\"Node\":null,\"Services\":[]}"
        )
    }

    @Test func aCheckKeepsItsDefinition() {
        var server = serverWithSearch()
        let check = server.get("/v1/health/checks/search").json?.array?.first
        #expect(check?["CheckID"] == "search up" && check?["ServiceName"] == "search")
        #expect(check?["Definition"] == ["HTTP": "http://x", "Interval": "10s"])
    }

    // C-012.
    @Test func servicesAreListedWithTheirTags() {
        var server = serverWithSearch()
        _ = server.register("b", service: .named("search", id: "2", tags: ["c", "a"]))
        _ = server.register("b", service: .named("Api"))
        let response = server.get("/v1/catalog/services")
        #expect(response.text == "{\"Api\":[],\"search\":[\"c\",\"a\",\"b\"]}")
        #expect(response.headers["X-Consul-Effective-Consistency"] == "leader")
    }

    // C-014, C-016.
    @Test(arguments: [
        ("/v1/catalog/node/", 400, "Missing node name"),
        ("/v1/catalog/service/", 400, "Missing service name"),
        ("/v1/catalog/service/nope", 200, "[]"),
    ])
    func whatIsMissingOrUnknownIsAnswered(target: String, status: Int, body: String) {
        var server = serverWithSearch()
        let response = server.get(target)
        #expect(response.status == status && response.text == body)
    }

    // C-018.
    @Test(arguments: [("tag=a&tag=b", 1), ("tag=a&tag=zz", 0), ("tag=A", 1), ("tag=", 1)])
    func severalTagsMustAllBeThere(query: String, count: Int) {
        var server = serverWithSearch()
        #expect(server.get("/v1/catalog/service/search?\(query)").json?.array?.count == count)
    }

    // C-019.
    @Test func nodesAreChosenByTheirMetadata() {
        var server = serverWithSearch()
        _ = server.register("b", service: .named("other"))
        #expect(server.get("/v1/catalog/nodes").texts("Node") == ["b", "ext1"])
        #expect(server.get("/v1/catalog/nodes?node-meta=rack:r1").texts("Node") == ["ext1"])
        #expect(server.get("/v1/catalog/nodes?filter=Meta.rack==r1").texts("Node") == ["ext1"])
        #expect(
            server.get("/v1/catalog/services?node-meta=rack:r1").text
                == "{\"search\":[\"a\",\"b\"]}")
    }

    // C-021, C-022.
    @Test func deregisteringIsIdempotent() {
        var server = serverWithSearch()
        for body in [
            "{\"Node\":\"nope\"}", "{\"Node\":\"ext1\",\"ServiceID\":\"nope\"}",
            "{\"Node\":\"ext1\",\"CheckID\":\"nope\"}",
        ] {
            #expect(server.put("/v1/catalog/deregister", body).text == "true")
        }
        #expect(server.store.checks(onNode: "ext1").count == 1)
        server.put("/v1/catalog/deregister", "{\"Node\":\"ext1\",\"ServiceID\":\"search\"}")
        #expect(server.store.checks(onNode: "ext1").isEmpty)
        #expect(server.store.node(named: "ext1") != nil)
        server.put("/v1/catalog/deregister", "{\"Node\":\"ext1\"}")
        #expect(server.store.node(named: "ext1") == nil)
        let refused = server.put("/v1/catalog/deregister", "{}")
        #expect(refused.status == 500 && refused.text == "Must provide node")
    }

    @Test func aRegistrationMayBeSpelledInSnakeCase() {
        var server = TestServer()
        server.put(
            "/v1/catalog/register",
            "{\"node\":\"n\",\"ADDRESS\":\"1.1.1.1\",\"tagged_addresses\":{\"wan\":\"2.2.2.2\"}}")
        #expect(server.store.node(named: "n")?.taggedAddresses == [CatalogPair("wan", "2.2.2.2")])
    }
}
