import LabNetwork
import LabProgram
import LabRuntime
import Testing

/// What the HTTP server and client write and read, byte by byte.
@Suite struct HTTPWireTests {
    /// A server whose program answers with the method, the target and the size of the body.
    private func server(
        _ port: UInt16, _ journal: Journal = Journal(),
        answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = { request in
            HTTPResponse(
                status: 200, text: "\(request.method) \(request.target) \(request.body.count)")
        }
    ) async throws -> Running<Scripted> {
        try await Running {
            Scripted("", journal) { event, system in
                if case .started = event { try? system.serveHTTP(port: port) }
                guard case .request(let exchange, let request, _, _) = event else { return }
                if let answer = answer(request) { system.respond(answer, to: exchange) }
            }
        }
    }

    /// What a server says to these bytes until it closes or a text has come.
    private func reply(
        to bytes: String, on port: UInt16, until text: String? = nil
    ) async throws -> String {
        let collected = Collected()
        let client = try await Running {
            Scripted("", collected.journal) { event, system in
                switch event {
                case .started:
                    let connection = system.connect(
                        to: Endpoint(.loopback, port), timeout: .seconds(20))
                    system.send(Array(bytes.utf8), on: connection)
                case .received(_, let bytes): collected.add(bytes)
                default: break
                }
            }
        }
        #expect(
            await collected.journal.wait { entries in
                entries.contains("closed finished") || text.map(collected.text.contains) ?? false
            }, "\(collected.journal.entries)")
        try await client.stop()
        return collected.text
    }

    @Test func requestsInOnePieceAreAnsweredInOrder() async throws {
        let port = FreePort.take()
        let server = try await server(port)
        let text = try await reply(
            to: "GET /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /b HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"
                + "PUT /d HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab",
            on: port)
        #expect(
            text == """
                HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 8\r\n\r
                GET /a 0HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r
                Content-Length: 9\r\n\r
                HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 9\r\n\r
                POST /c 7HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r
                Content-Length: 8\r\nConnection: close\r\n\r
                PUT /d 2
                """)
        try await server.stop()
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: x\r\n\r\nGET\r\n\r\n",
    ])
    func whatIsNoRequestIsAnsweredWith400(_ bytes: String) async throws {
        let port = FreePort.take()
        let server = try await server(port)
        let text = try await reply(to: bytes, on: port)
        #expect(text.contains("HTTP/1.1 400 Bad Request\r\n"))
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.hasPrefix("HTTP/1.1 200") == bytes.contains("/ok"))
        try await server.stop()
    }

    @Test func anOldClientIsServedOnce() async throws {
        let port = FreePort.take()
        let server = try await server(port)
        let text = try await reply(to: "GET /old HTTP/1.0\r\n\r\n", on: port)
        #expect(text.hasSuffix("\r\nConnection: close\r\n\r\nGET /old 0"))
        try await server.stop()
    }

    @Test func aClientThatWaitsIsToldToGoOn() async throws {
        let port = FreePort.take()
        let server = try await server(port)
        let text = try await reply(
            to: "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
            on: port, until: "\r\n\r\n")
        #expect(text == "HTTP/1.1 100 Continue\r\n\r\n")
        try await server.stop()
    }

    @Test func statusesWithoutBodyHaveNone() async throws {
        let port = FreePort.take()
        let server = try await server(port) { _ in
            HTTPResponse(status: 204, headers: [HTTPHeader("X-A", "b")], body: [1, 2])
        }
        let text = try await reply(
            to: "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", on: port)
        #expect(text == "HTTP/1.1 204 No Content\r\nX-A: b\r\nConnection: close\r\n\r\n")
        try await server.stop()
    }

    @Test func aBodyBeyondTheLimitIsRefused() async throws {
        let port = FreePort.take()
        let journal = Journal()
        let server = try await server(port, journal)
        let size = (64 << 20) + 1
        let text = try await reply(
            to: "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n"
                + String(repeating: "x", count: size), on: port)
        #expect(text.hasPrefix("HTTP/1.1 413 "))
        #expect(journal.entries == ["started"])
        try await server.stop()
    }

    /// What a client sees of an answer that is written byte by byte.
    private func seen(_ answer: String, _ request: HTTPRequest) async throws -> (String, String) {
        let port = FreePort.take()
        let journal = Journal()
        let asked = Collected()
        let server = try await Running {
            Scripted("server", journal) { event, system in
                if case .started = event { try? system.listen(port: port) }
                guard case .received(let connection, let bytes) = event else { return }
                asked.add(bytes)
                system.send(Array(answer.utf8), on: connection)
                system.close(connection)
            }
        }
        let client = try await Running {
            Scripted("client", journal) { event, system in
                guard case .started = event else { return }
                _ = system.request(
                    request, to: Endpoint(.loopback, port),
                    timeouts: HTTPTimeouts(total: .seconds(20)))
            }
        }
        let isOver = await journal.wait { entries in
            entries.contains { $0.hasPrefix("client: response") || $0.hasPrefix("client: failed") }
        }
        #expect(isOver)
        try await server.stop()
        try await client.stop()
        let seen = journal.entries.last { $0.hasPrefix("client:") } ?? ""
        return (asked.text.replacing(":\(port)", with: ":PORT"), seen)
    }

    @Test func theClientSaysHostAndLength() async throws {
        let (asked, seen) = try await seen(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            HTTPRequest(
                method: "PUT", target: "/v1/x?y", headers: [HTTPHeader("A", "b")], body: [104, 105])
        )
        #expect(
            asked == "PUT /v1/x?y HTTP/1.1\r\nA: b\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 2\r\n"
                + "Connection: close\r\n\r\nhi")
        #expect(seen == "client: response 200 ok")
    }

    @Test(arguments: [
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
            "response 200 abc"
        ),
        ("HTTP/1.0 503 No\r\n\r\nuntil the end", "response 503 until the end"),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "response 204 "),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "failed reset"),
        ("SSH-2.0-OpenSSH\r\n", "failed reset"),
        ("", "failed reset"),
    ])
    func answersOfAllKindsAreRead(_ answer: String, _ expected: String) async throws {
        let (_, seen) = try await seen(answer, HTTPRequest(target: "/"))
        #expect(seen == "client: \(expected)")
    }

    @Test func anAnswerToHeadHasALengthAndNoBody() async throws {
        let (_, seen) = try await seen(
            "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n",
            HTTPRequest(method: "HEAD", target: "/"))
        #expect(seen == "client: response 200 ")
    }
}
