import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct BlockingQueryTests {
    private func query(_ target: String, headers: [HTTPHeader] = []) -> APIRoute {
        APICall(
            HTTPRequest(target: target, headers: headers),
            settings: APISettings(datacenter: "dc1", nodeName: "n")
        ).route
    }

    private func read(_ target: String) throws -> ReadQuery {
        guard case .read(let read) = query(target) else { throw JSONError(message: target) }
        return read
    }

    // B-001 to B-005.
    @Test(arguments: [
        ("stale&consistent", "Cannot specify ?stale with ?consistent, conflicting semantics."),
        ("cached&consistent", "Cannot specify ?cached with ?consistent, conflicting semantics."),
        ("index=-1", "Invalid index"), ("index=foo", "Invalid index"),
        ("wait=10", "Invalid wait time"), ("max_stale=bad", "Invalid max_stale value \"bad\""),
    ])
    func contradictionsAreRefused(parameters: String, words: String) {
        guard case .response(let response) = query("/v1/catalog/nodes?\(parameters)") else {
            Issue.record("\(parameters) was accepted")
            return
        }
        #expect(response.status == 400 && response.text == words)
    }

    // B-006.
    @Test(arguments: [
        ("", Consistency.leader), ("?stale", .stale), ("?consistent", .consistent),
        ("?max_stale=5s", .stale),
    ])
    func theConsistencyIsNamed(parameters: String, consistency: Consistency) throws {
        let query = try read("/v1/catalog/nodes\(parameters)")
        #expect(query.options.consistency == consistency)
        let response = query.response(
            from: StateStore(datacenter: "dc1"),
            metadata: ReadMetadata(knowsLeader: true, lastContact: .milliseconds(7)))
        #expect(response.headers["X-Consul-Effective-Consistency"] == consistency.rawValue)
        #expect(response.headers["X-Consul-KnownLeader"] == "true")
        #expect(response.headers["X-Consul-LastContact"] == "7")
        #expect(response.index == 1)
    }

    @Test func theWaitHasADefaultAndALimit() throws {
        let options = try read("/v1/catalog/nodes?index=7&wait=20m").options
        #expect(options.isBlocking && options.minimumIndex == 7)
        #expect(options.timeout(default: .seconds(300), limit: .seconds(600)) == .seconds(600))
        let bare = try read("/v1/catalog/nodes?index=7").options
        #expect(bare.timeout(default: .seconds(300), limit: .seconds(600)) == .seconds(300))
        #expect(try !read("/v1/catalog/nodes?index=0&wait=5s").options.isBlocking)
    }

    // B-008.
    @Test func whoWaitsForAServiceThatIsNotThereIsWokenByIt() throws {
        var server = TestServer()
        _ = server.register("a", service: .named("other"))
        var query = try read("/v1/health/service/blk")
        query.options.minimumIndex = query.index(in: server.store)
        _ = server.register("b", service: .named("blk"))
        #expect(query.isPastMinimum(in: server.store))
    }

    // B-009.
    @Test func whoWaitsForAServiceSleepsThroughWritesToOthers() throws {
        var server = TestServer()
        _ = server.register("a", service: .named("blk"), checks: [.serfHealth(.passing)])
        _ = server.register("c", service: .named("blk", id: "2"))
        var query = try read("/v1/health/service/blk")
        query.options.minimumIndex = query.index(in: server.store)
        _ = server.register("b", service: .named("other"), checks: [.serfHealth(.passing)])
        _ = server.register("b", checks: [.ofService("other", .critical)])
        _ = server.apply(.deregister(CatalogDeregistration(node: "b")))
        _ = server.apply(.keyValue(KeyValueOperation(verb: .set, key: "k")))
        #expect(!query.isPastMinimum(in: server.store))
        _ = server.apply(.deregister(CatalogDeregistration(node: "c")))
        #expect(query.isPastMinimum(in: server.store))
    }

    @Test(arguments: [
        CatalogRegistration(node: CatalogNode(name: "a", address: "10.0.0.9")),
        CatalogRegistration(
            node: CatalogNode(name: "a", address: "10.0.0.1"), checks: [.serfHealth(.critical)]),
        CatalogRegistration(
            node: CatalogNode(name: "a", address: "10.0.0.1"),
            checks: [.ofService("blk", .critical)]),
        CatalogRegistration(
            node: CatalogNode(name: "a", address: "10.0.0.1"),
            service: .named("blk", tags: ["new"])),
    ])
    func changesOfTheNodeTheChecksOrTheInstanceWake(change: CatalogRegistration) throws {
        var server = TestServer()
        _ = server.register("a", service: .named("blk"), checks: [.serfHealth(.passing)])
        var query = try read("/v1/health/service/blk")
        query.options.minimumIndex = query.index(in: server.store)
        _ = server.apply(.register(change))
        #expect(query.isPastMinimum(in: server.store))
    }

    @Test func theLastInstanceThatGoesWakes() throws {
        var server = TestServer()
        _ = server.register("a", service: .named("blk"))
        var query = try read("/v1/catalog/service/blk")
        query.options.minimumIndex = query.index(in: server.store)
        _ = server.apply(.deregister(CatalogDeregistration(node: "a", serviceID: "blk")))
        #expect(query.isPastMinimum(in: server.store))
    }

    // B-012, B-013.
    @Test func theCacheIsAskedFor() throws {
        let options = try read("/v1/health/service/blk?cached").options
        #expect(options.usesCache)
        let refused = query(
            "/v1/catalog/nodes", headers: [HTTPHeader("Cache-Control", "max-age=x")])
        #expect(refused == .response(.plain(400, "Invalid Cache-Control header.")))
        let control = CacheControl("must-revalidate, max-age=5, stale-if-error=60")
        #expect(control?.mustRevalidate == true)
        #expect(control?.maximumAge == .seconds(5) && control?.staleIfError == .seconds(60))
    }

    // K-016, K-019.
    @Test func keysWakeThoseWhoWaitForThem() throws {
        var server = TestServer()
        server.put("/v1/kv/bk", "1")
        var key = try read("/v1/kv/bk")
        key.options.minimumIndex = key.index(in: server.store)
        var tree = try read("/v1/kv/b?recurse")
        tree.options.minimumIndex = tree.index(in: server.store)
        server.put("/v1/kv/x", "1")
        #expect(!key.isPastMinimum(in: server.store) && !tree.isPastMinimum(in: server.store))
        server.put("/v1/kv/bk2", "1")
        #expect(!key.isPastMinimum(in: server.store) && tree.isPastMinimum(in: server.store))
        server.put("/v1/kv/bk", "2")
        #expect(key.isPastMinimum(in: server.store))
        let last = tree.index(in: server.store)
        server.send("DELETE", "/v1/kv/bk")
        #expect(tree.index(in: server.store) > last)
        #expect(server.get("/v1/kv/bk").status == 404)
    }
}
