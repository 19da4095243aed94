import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct SessionAPITests {
    /// A server whose own node is well.
    private func server() -> TestServer {
        var server = TestServer()
        _ = server.register(
            "server", service: .named("web"),
            checks: [.serfHealth(.passing), .ofService("web", .passing)])
        return server
    }

    private func create(_ body: String, on server: inout TestServer) -> String {
        server.put("/v1/session/create", body).json?["ID"]?.string ?? "none"
    }

    // S-001.
    @Test func aSessionIsCreatedWithDefaults() throws {
        var server = server()
        let id = create("", on: &server)
        #expect(
            server.get("/v1/session/info/\(id)").text == """
                [{"ID":"\(id)","Name":"","Node":"server","LockDelay":15000000000,\
                "Behavior":"release","TTL":"","NodeChecks":["serfHealth"],"ServiceChecks":null,\
                "CreateIndex":2,"ModifyIndex":2}]
                """)
        #expect(server.store.session(id)?.expiry == nil)
    }

    // S-002, S-004 and what else is refused.
    @Test(arguments: [
        (
            "create", "{\"TTL\":\"9s\"}", 500,
            "Invalid Session TTL '9000000000', must be between [10s=24h0m0s]"
        ),
        (
            "create", "{\"TTL\":\"25h\"}", 500,
            "Invalid Session TTL '90000000000000', must be between [10s=24h0m0s]"
        ),
        ("create", "{\"Behavior\":\"zap\"}", 500, "Invalid Behavior setting 'zap'"),
        ("create", "{\"NodeChecks\":[\"no\"]}", 500, "Missing check 'no' registration"),
        ("create", "{\"Node\":\"other\"}", 500, "Missing node registration"),
        ("create", "{\"Bogus\":1}", 400, "Request decode failed: json: unknown field \"Bogus\""),
        ("destroy/", "", 400, "Missing session"), ("renew/", "", 400, "Missing session"),
        ("renew/zz", "", 404, "Session id 'zz' not found"),
        ("destroy/zz", "", 200, "true"),
    ])
    func requestsAreLookedAt(path: String, body: String, status: Int, words: String) {
        var server = server()
        let response = server.put("/v1/session/\(path)", body)
        #expect(response.status == status && response.text == words)
    }

    @Test func aCriticalCheckAllowsNoSession() {
        var server = server()
        _ = server.register("server", checks: [.serfHealth(.critical)])
        let response = server.put("/v1/session/create")
        #expect(response.text == "Check 'serfHealth' is in critical state")
    }

    @Test(arguments: [("30", 30_000_000_000), ("\"20s\"", 20_000_000_000), ("5000", 5_000)])
    func theLockDelayIsReadInSecondsOrNanoseconds(delay: String, nanoseconds: Int) {
        var server = server()
        let id = create("{\"LockDelay\":\(delay)}", on: &server)
        #expect(server.store.session(id)?.lockDelay.nanoseconds == Int64(nanoseconds))
    }

    @Test func anAbsurdTimeToLiveDoesNotOverflow() {
        let session = CatalogSession(id: "s", node: "n", timeToLive: "2000000h")
        #expect(session.expiry == .hours(48))
    }

    // S-003, S-011.
    @Test func sessionsAreRenewedAndListed() {
        var server = server()
        let id = create("{\"TTL\":\"10s\",\"Name\":\"x\"}", on: &server)
        #expect(server.put("/v1/session/renew/\(id)").texts("ID") == [id])
        #expect(server.get("/v1/session/list").texts("ID") == [id])
        #expect(server.get("/v1/session/node/SERVER").texts("ID") == [id])
        #expect(server.get("/v1/session/node/zz").text == "[]")
        #expect(server.store.session(id)?.expiry == .seconds(20))
    }

    // S-005.
    @Test func aLockPassesFromSessionToSession() {
        var server = server()
        let first = create("", on: &server)
        let second = create("", on: &server)
        #expect(server.put("/v1/kv/l?acquire=\(first)", "1").text == "true")
        #expect(server.put("/v1/kv/l?acquire=\(second)", "2").text == "false")
        #expect(server.put("/v1/kv/l?acquire=\(first)", "3").text == "true")
        #expect(server.store.entry("l")?.lockIndex == 1)
        #expect(server.get("/v1/kv/l").texts("Session") == [first])
        #expect(server.put("/v1/kv/l?release=\(second)").text == "false")
        #expect(server.put("/v1/kv/l?release=\(first)").text == "true")
        #expect(server.put("/v1/kv/l?acquire=\(second)").text == "true")
        #expect(server.store.entry("l")?.lockIndex == 2)
        server.put("/v1/kv/l", "plain")
        #expect(server.store.entry("l")?.session == second)
    }

    // S-006.
    @Test func aLostLockIsDelayed() {
        var server = server()
        let first = create("{\"LockDelay\":\"2s\"}", on: &server)
        let second = create("", on: &server)
        server.put("/v1/kv/l?acquire=\(first)")
        server.put("/v1/session/destroy/\(first)")
        #expect(server.store.entry("l")?.session.isEmpty == true)
        #expect(server.put("/v1/kv/l?acquire=\(second)").text == "false")
        server.now = server.now + .milliseconds(2_200)
        #expect(server.put("/v1/kv/l?acquire=\(second)").text == "true")
    }

    @Test func aSessionMayDeleteWhatItHeld() {
        var server = server()
        let id = create("{\"Behavior\":\"delete\",\"LockDelay\":\"0s\"}", on: &server)
        server.put("/v1/kv/l?acquire=\(id)", "1")
        server.put("/v1/session/destroy/\(id)")
        #expect(server.store.entry("l") == nil && server.store.lockDelays.isEmpty)
        #expect(server.store.tombstones.map(\.key) == ["l"])
    }

    // S-008.
    @Test func onlySessionsLock() {
        var server = server()
        let response = server.put("/v1/kv/x?acquire=nosuch")
        #expect(response.status == 500 && response.text.contains("invalid session"))
    }

    // S-014 and the other ends of a session.
    @Test(arguments: [
        StoreCommand.Change.register(
            CatalogRegistration(
                node: CatalogNode(name: "server", address: "10.0.0.1"),
                checks: [.serfHealth(.critical)])),
        .register(
            CatalogRegistration(
                node: CatalogNode(name: "server", address: "10.0.0.1"),
                checks: [.ofService("web", .critical)])),
        .deregister(CatalogDeregistration(node: "server", checkID: "serfHealth")),
        .deregister(CatalogDeregistration(node: "server", serviceID: "web")),
        .deregister(CatalogDeregistration(node: "server")),
    ])
    func aSessionEndsWithWhatItIsBoundTo(change: StoreCommand.Change) {
        var server = server()
        let id = create("{\"ServiceChecks\":[{\"ID\":\"service:web\"}]}", on: &server)
        server.put("/v1/kv/l?acquire=\(id)")
        _ = server.apply(change)
        #expect(server.store.sessions.isEmpty)
        #expect(server.store.entry("l")?.session.isEmpty == true)
        #expect(server.get("/v1/session/info/\(id)").text == "[]")
        #expect(server.store.lockDelays.count == 1)
    }

    @Test func aWarningKeepsASession() {
        var server = server()
        _ = create("", on: &server)
        _ = server.register("server", checks: [.serfHealth(.warning)])
        #expect(server.store.sessions.count == 1)
    }

    @Test func aForwardedSessionNamesItsAgentsNode() {
        let request = HTTPRequest(method: "PUT", target: "/v1/session/create")
        let settings = APISettings(datacenter: "dc1", nodeName: "client")
        let call = APICall(request, settings: settings)
        #expect(
            String(decoding: call.forwardable(request).body, as: UTF8.self)
                == "{\"Node\":\"client\"}")
    }
}
