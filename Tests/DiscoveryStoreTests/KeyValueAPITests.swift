import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct KeyValueAPITests {
    // K-001.
    @Test func aKeyIsPutReadAndDeleted() {
        var server = TestServer()
        let put = server.put("/v1/kv/a/b", "hello")
        #expect(put.status == 200 && put.text == "true")
        #expect(put.headers.map(\.name) == ["Content-Type", "Vary"])
        let get = server.get("/v1/kv/a/b")
        #expect(
            get.text
                == "[{\"LockIndex\":0,\"Key\":\"a/b\",\"Flags\":0,\"Value\":\"aGVsbG8=\","
                + "\"CreateIndex\":1,\"ModifyIndex\":1}]")
        #expect(
            get.headers.map(\.name) == [
                "Content-Type", "Vary", "X-Consul-Index", "X-Consul-Knownleader",
                "X-Consul-Lastcontact",
            ])
        #expect(get.index == 1)
        #expect(server.send("DELETE", "/v1/kv/a/b").text == "true")
        let gone = server.get("/v1/kv/a/b")
        #expect(gone.status == 404 && gone.body.isEmpty && gone.index == 2)
    }

    // K-002.
    @Test func aMissingKeyCanBeWatchedAndDeleted() {
        var server = TestServer()
        let response = server.get("/v1/kv/none")
        #expect(response.status == 404 && response.index == 1)
        #expect(response.headers["Content-Type"] == nil)
        #expect(server.send("DELETE", "/v1/kv/none").text == "true")
    }

    // K-003.
    @Test func aTreeIsReadAndDeleted() {
        var server = TestServer()
        for key in ["t/foo/b", "t/foo/a", "t/foo/c", "t/other"] { server.put("/v1/kv/\(key)", "x") }
        #expect(
            server.get("/v1/kv/t/foo?recurse").texts("Key") == ["t/foo/a", "t/foo/b", "t/foo/c"])
        #expect(server.send("DELETE", "/v1/kv/t/foo?recurse").text == "true")
        let gone = server.get("/v1/kv/t/foo?recurse")
        #expect(gone.status == 404 && gone.index == 5)
        #expect(server.get("/v1/kv/t/other").status == 200)
    }

    // K-004, K-005.
    @Test func compareAndSetIsAnsweredWithTrueOrFalse() {
        var server = TestServer()
        #expect(server.put("/v1/kv/c?cas=0", "1").text == "true")
        #expect(server.put("/v1/kv/c?cas=0", "2").text == "false")
        #expect(server.put("/v1/kv/c?cas=99", "2").text == "false")
        #expect(server.put("/v1/kv/c?flags=42&cas=1", "2").text == "true")
        #expect(server.store.entry("c")?.flags == 42)
        let index = server.store.entry("c")?.modifyIndex ?? 0
        #expect(server.send("DELETE", "/v1/kv/c?cas=1").text == "false")
        #expect(server.send("DELETE", "/v1/kv/c?cas=\(index)").text == "true")
        #expect(server.store.entry("c") == nil)
    }

    // K-006, K-017.
    @Test(arguments: [
        ("l/?keys&separator=/", 200, "[\"l/bar\",\"l/baz\",\"l/foo/\",\"l/zip\"]"),
        ("l/?keys&seperator=/", 200, "[\"l/bar\",\"l/baz\",\"l/foo/\",\"l/zip\"]"),
        (
            "l/?keys", 200,
            "[\"l/bar\",\"l/baz\",\"l/foo/sub1\",\"l/foo/sub2\",\"l/zip\"]"
        ),
        ("?keys&separator=/", 200, "[\"l/\"]"), ("nope?keys", 404, ""),
    ])
    func keysAreListed(target: String, status: Int, body: String) {
        var server = TestServer()
        for key in ["bar", "baz", "foo/sub1", "foo/sub2", "zip"] {
            server.put("/v1/kv/l/\(key)", "x")
        }
        let response = server.get("/v1/kv/\(target)")
        #expect(response.status == status && response.text == body)
    }

    @Test func anEmptyStoreHasAnEmptyRoot() {
        var server = TestServer()
        #expect(server.get("/v1/kv/?recurse").status == 404)
        #expect(server.get("/v1/kv/?keys").text == "[]")
        #expect(server.send("DELETE", "/v1/kv/?recurse").text == "true")
    }

    // K-007.
    @Test func aRawValueIsTheBytes() {
        var server = TestServer()
        server.put("/v1/kv/raw", "hello")
        let response = server.get("/v1/kv/raw?raw")
        #expect(response.text == "hello")
        #expect(
            response.headers.map(\.name) == [
                "Content-Security-Policy", "Content-Type", "Vary", "X-Consul-Index",
                "X-Consul-Knownleader", "X-Consul-Lastcontact", "X-Content-Type-Options",
            ])
    }

    // K-009, K-014, K-018 and what is missing.
    @Test(arguments: [
        ("DELETE", "/v1/kv/x?recurse&cas=0", 400, "Conflicting flags: cas=0&recurse="),
        ("PUT", "/v1/kv/x?cas=0&acquire=s", 400, "Conflicting flags: acquire=s&cas=0"),
        ("PUT", "/v1/kv/x?flags=abc", 500, "strconv.ParseUint: parsing \"abc\": invalid syntax"),
        ("PUT", "/v1/kv/", 400, "Missing key name"), ("GET", "/v1/kv/", 400, "Missing key name"),
        ("DELETE", "/v1/kv/", 400, "Missing key name"), ("PUT", "/v1/kv/a//b", 301, ""),
        ("GET", "/v1/kv/%01", 400, ""), ("GET", "/v1/kv/%zz", 400, ""),
        ("POST", "/v1/kv/x", 405, "method POST not allowed"),
        ("PUT", "/v1/kv/x?acquire=", 500, "missing session"),
    ])
    func badRequestsAreRefused(method: String, target: String, status: Int, body: String) {
        var server = TestServer()
        let response = server.send(method, target)
        #expect(response.status == status && response.text == body)
    }

    @Test func aDoubledSlashIsRedirected() {
        var server = TestServer()
        let response = server.put("/v1/kv/a//b?cas=1")
        #expect(response.headers["Location"] == "/v1/kv/a/b?cas=1")
    }

    // K-013.
    @Test func valuesHaveALimit() {
        var server = TestServer()
        let refused = server.put("/v1/kv/big", String(repeating: "x", count: 524_289))
        #expect(refused.status == 413)
        #expect(
            refused.text.hasPrefix(
                "Request body(524289 bytes) too large, max size: 524288 bytes. "))
        #expect(server.put("/v1/kv/big", String(repeating: "x", count: 524_288)).status == 200)
    }

    // K-015.
    @Test func theSameValueAgainChangesNothing() {
        var server = TestServer()
        server.put("/v1/kv/same", "v")
        server.put("/v1/kv/same", "v")
        #expect(server.store.entry("same")?.modifyIndex == 1)
        #expect(server.get("/v1/kv/?recurse").index == 1)
        server.put("/v1/kv/same?flags=1", "v")
        #expect(server.store.entry("same")?.modifyIndex == 3)
        #expect(server.store.entry("same")?.createIndex == 1)
    }

    @Test func keysMayHoldAnything() {
        var server = TestServer()
        server.put("/v1/kv/caf%C3%A9%2Fa+b%20c", "v")
        #expect(server.store.entries.map(\.key) == ["café/a+b c"])
        server.put("/v1/kv/cafe%CC%81%2Fa+b%20c", "w")
        #expect(server.store.entries.count == 2)
    }

    // K-019.
    @Test func deletionsAreRememberedUntilTheyAreReaped() {
        var server = TestServer()
        server.put("/v1/kv/p/a", "1")
        server.put("/v1/kv/p/b", "1")
        server.send("DELETE", "/v1/kv/p/b")
        server.put("/v1/kv/q", "1")
        #expect(server.get("/v1/kv/p/?recurse").index == 3)
        _ = server.apply(.reapTombstones(through: 3))
        #expect(server.store.tombstones.isEmpty)
        #expect(server.get("/v1/kv/p/?recurse").index == 1)
    }

    @Test func theLeaderReapsDeletionsAfterAQuarterOfAnHour() {
        var collector = TombstoneCollector()
        collector.noteDeletion(at: 5, now: .start)
        collector.noteDeletion(at: 9, now: .start + .seconds(10))
        collector.noteDeletion(at: 20, now: .start + .seconds(31))
        #expect(collector.takeDue(now: .start + .minutes(15)) == nil)
        #expect(collector.nextDue == .start + .minutes(15) + .seconds(30))
        #expect(collector.takeDue(now: .start + .minutes(15) + .seconds(30)) == 9)
        #expect(collector.takeDue(now: .start + .minutes(20)) == 20)
        #expect(collector.nextDue == nil)
    }

    // E-007.
    @Test func aTransactionIsAllOrNothing() {
        var server = TestServer()
        let good = server.put(
            "/v1/txn",
            """
            [{"KV":{"Verb":"set","Key":"t","Value":"aGk=","Flags":3}},{"KV":{"Verb":"get","Key":"t"}}]
            """)
        #expect(good.status == 200)
        #expect(
            good.text == """
                {"Results":[{"KV":{"LockIndex":0,"Key":"t","Flags":3,"Value":null,\
                "CreateIndex":1,"ModifyIndex":1}},{"KV":{"LockIndex":0,"Key":"t","Flags":3,\
                "Value":"aGk=","CreateIndex":1,"ModifyIndex":1}}],"Errors":null}
                """)
        let bad = server.put(
            "/v1/txn",
            """
            [{"KV":{"Verb":"set","Key":"u","Value":"aGk="}},{"KV":{"Verb":"get","Key":"none"}}]
            """)
        #expect(bad.status == 409)
        #expect(
            bad.text == """
                {"Results":null,"Errors":[{"OpIndex":1,"What":"key \\"none\\" doesn't exist"}]}
                """)
        #expect(server.store.entry("u") == nil && server.store.indexes.keyValues == 1)
    }

    @Test(arguments: [
        ("{\"Verb\":\"cas\",\"Key\":\"k\",\"Index\":1}", true),
        ("{\"Verb\":\"cas\",\"Key\":\"k\",\"Index\":2}", false),
        ("{\"Verb\":\"check-index\",\"Key\":\"k\",\"Index\":1}", true),
        ("{\"Verb\":\"check-index\",\"Key\":\"k\",\"Index\":2}", false),
        ("{\"Verb\":\"check-not-exists\",\"Key\":\"k\"}", false),
        ("{\"Verb\":\"check-not-exists\",\"Key\":\"n\"}", true),
        ("{\"Verb\":\"check-session\",\"Key\":\"k\",\"Session\":\"s\"}", false),
        ("{\"Verb\":\"delete-cas\",\"Key\":\"k\",\"Index\":9}", false),
        ("{\"Verb\":\"delete-tree\",\"Key\":\"k\"}", true),
        ("{\"Verb\":\"unlock\",\"Key\":\"k\",\"Session\":\"s\"}", false),
        ("{\"Verb\":\"lock\",\"Key\":\"k\",\"Session\":\"s\"}", false),
        ("{\"Verb\":\"get-tree\",\"Key\":\"zzz\"}", true),
    ])
    func eachOperationOfATransactionHasItsCondition(operation: String, succeeds: Bool) {
        var server = TestServer()
        server.put("/v1/kv/k", "1")
        let response = server.put("/v1/txn", "[{\"KV\":\(operation)}]")
        #expect(response.status == (succeeds ? 200 : 409))
    }

    // E-008.
    @Test func aTransactionHasALimit() {
        var server = TestServer()
        let operation = "{\"KV\":{\"Verb\":\"get\",\"Key\":\"k\"}}"
        let body = "[" + Array(repeating: operation, count: 65).joined(separator: ",") + "]"
        let response = server.put("/v1/txn", body)
        #expect(response.status == 413)
        #expect(response.text == "Transaction contains too many operations (65 > 64)")
    }
}
