import Foundation
import LabDNS
import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabRuntime
import NIOCore
import NIOPosix
import Testing

@testable import LabAgent

/// Programs as processes of their own: started, asked to end, killed, told to lie.
@Suite struct AgentProcessTests {
    /// Asks until the answer is as wanted.
    private func get(
        _ target: String, port: UInt16, until wanted: @escaping @Sendable (String) -> Bool
    ) async throws -> Bool {
        let journal = Journal()
        let client = try await Running {
            Scripted("", journal) { event, system in
                switch event {
                case .response(_, .success(let response)) where wanted(response.text):
                    journal.add("wanted")
                case .response:
                    _ = system.setTimer(after: .milliseconds(20), TimerToken(rawValue: 0))
                case .started, .timer:
                    _ = system.request(
                        HTTPRequest(target: target), to: Endpoint(.loopback, port),
                        timeouts: HTTPTimeouts(total: .seconds(5)))
                default: break
                }
            }
        }
        let isThere = await journal.wait(for: "wanted")
        try await client.stop()
        return isThere
    }

    /// Starts a discovery agent on free ports.
    private func discovery(
        _ ports: [UInt16], _ data: String, _ more: [String] = []
    ) throws -> AgentProcess {
        var arguments = ["discovery", "--node", "n1", "--data", data]
        for (name, port) in zip(["dns", "http", "server", "serf_lan", "serf_wan"], ports) {
            arguments += ["--set", "ports.\(name)=\(port)"]
        }
        return try AgentProcess(arguments + ["--set", "raft_multiplier=1"] + more)
    }

    private func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/lab-run-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test func anInstanceRunsFromItsFileAndEndsWhenAsked() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let port = FreePort.take()
        let container = Container(
            id: String(repeating: "ab", count: 32), name: "web.1", image: "hello", state: .running,
            ports: [.init(exposed: 80, published: port)])
        var file = ProgramFile(program: .hello(container), host: "h1", addresses: [.loopback])
        file.bind = .loopback
        try JSONEncoder().encode(file).write(to: URL(fileURLWithPath: "\(folder)/web.json"))
        let process = try AgentProcess(["run", "\(folder)/web.json"])
        #expect(try await get("/", port: port) { $0 == "Hello World from abababababab\n" })
        process.signal(SIGTERM)
        #expect(await process.journal.wait(for: "ended 0"))
        #expect(process.journal.entries == ["[INFO] serving as abababababab", "ended 0"])
    }

    @Test func aDiscoveryAgentKnowsWhatItKnewBeforeItWasKilled() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ports = (0..<5).map { _ in FreePort.take() }
        let first = try discovery(ports, folder)
        #expect(try await get("/v1/status/leader", port: ports[1]) { $0.contains(":\(ports[2])") })
        let journal = Journal()
        let writer = try await Running {
            Scripted("", journal) { event, system in
                guard case .started = event else { return }
                _ = system.request(
                    HTTPRequest(method: "PUT", target: "/v1/kv/a", body: Array("kept".utf8)),
                    to: Endpoint(.loopback, ports[1]),
                    timeouts: HTTPTimeouts(total: .seconds(10)))
            }
        }
        #expect(await journal.wait(for: "response 200 true"))
        try await writer.stop()
        first.signal(SIGKILL)
        #expect(await first.journal.wait(for: "ended \(SIGKILL)"))
        let second = try discovery(ports, folder)
        #expect(try await get("/v1/kv/a?raw", port: ports[1]) { $0 == "kept" })
        second.signal(SIGINT)
        #expect(await second.journal.wait(for: "ended 0"))
    }

    /// Asks the DNS interface again and again; the journal has the code of each answer.
    private func resolver(_ server: UInt16, _ journal: Journal) async throws -> Running<Scripted> {
        let name = try #require(DNSName("n1.node.consul"))
        let question = DNSMessage(id: 7, question: DNSQuestion(name: name, type: .a)).encoded()
        let port = FreePort.take()
        return try await Running {
            Scripted("", Journal()) { event, system in
                switch event {
                case .started, .timer:
                    try? system.openDatagrams(port: port)
                    system.send(question, from: port, to: Endpoint(.loopback, server))
                    _ = system.setTimer(after: .milliseconds(20), TimerToken(rawValue: 0))
                case .datagram(let datagram):
                    guard let message = try? DNSMessage(decoding: datagram.payload) else { return }
                    journal.add(message.responseCode.word)
                default: break
                }
            }
        }
    }

    @Test func theControlSocketMakesAnAgentLieAndTellTheTruthAgain() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ports = (0..<5).map { _ in FreePort.take() }
        var arguments = ["--node", "n1", "--set", "raft_multiplier=1"]
        for (name, port) in zip(["dns", "http", "server", "serf_lan", "serf_wan"], ports) {
            arguments += ["--set", "ports.\(name)=\(port)"]
        }
        var file = try StandaloneArguments(.discovery, arguments).file
        file.controlSocket = "\(folder)/control"
        try JSONEncoder().encode(file).write(to: URL(fileURLWithPath: "\(folder)/d.json"))
        let process = try AgentProcess(["run", "\(folder)/d.json"])
        #expect(try await get("/v1/status/leader", port: ports[1]) { $0.contains(":\(ports[2])") })
        let journal = Journal()
        let resolver = try await resolver(ports[0], journal)
        #expect(await journal.wait(for: "NOERROR"))

        let control = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: "\(folder)/control").get()
        for (lie, word) in [(DNSLie(answer: .servfail), "SERVFAIL"), (nil, "NOERROR")] {
            let count = journal.entries.count
            let order = try JSONEncoder().encode(ProgramOrder.dnsFault(lie))
            try await control.writeAndFlush(ByteBuffer(bytes: Array(order) + [10])).get()
            #expect(await journal.wait { $0.dropFirst(count).contains(word) })
        }
        try await control.close().get()
        try await resolver.stop()
        process.signal(SIGTERM)
        #expect(await process.journal.wait(for: "ended 0"))
    }

    @Test func aPortInUseIsNamed() async throws {
        let port = FreePort.take()
        let holder = try await Running {
            Scripted("", Journal()) { event, system in
                if case .started = event { try? system.listen(port: port) }
            }
        }
        let process = try AgentProcess(["hello", "--set", "port=\(port)"])
        #expect(await process.journal.wait(for: "ended 3"))
        let text = process.journal.entries.joined(separator: "\n")
        #expect(text.contains("TCP port \(port) of 127.0.0.1 can't be opened"))
        try await holder.stop()
    }

    @Test(arguments: [["discovery", "--help"], ["hello", "--help"], ["run", "--help"]])
    func helpSaysWhatThereIs(_ arguments: [String]) async throws {
        let process = try AgentProcess(arguments)
        #expect(await process.journal.wait(for: "ended 0"))
        #expect(process.journal.entries.contains { $0.contains("--set KEY=VALUE") })
    }

    @Test(arguments: [
        ["discovery", "--wrong"], ["run"], ["run", "/nonexistent/file.json"],
        ["balancer", "--set", "personality=x"],
    ])
    func wrongArgumentsEndWithStatus2(_ arguments: [String]) async throws {
        let process = try AgentProcess(arguments)
        #expect(await process.journal.wait(for: "ended 2"))
    }
}
