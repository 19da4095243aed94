import LabDNS
import LabNetwork
import LabProgram
import LabPrograms
import LabRuntime
import Testing

/// Asks, and says when an answer is there.
private struct Prober: Program {
    var probes = ProbeProgram()

    mutating func handle(_ event: Event, on system: inout some System) {
        probes.handle(event, on: &system)
        if !probes.finished.isEmpty { system.noteChange() }
    }
}

/// The discovery agent on real sockets, asked as a scenario asks.
@Suite struct DiscoveryTests {
    /// Asks until an answer is as wanted.
    private func ask(
        _ prober: Running<Prober>, _ id: inout UInt64, _ request: ProbeRequest,
        until isWanted: (ProbeResult.Outcome) -> Bool
    ) async throws -> ProbeResult.Outcome? {
        var last: ProbeResult.Outcome?
        for _ in 0..<500 {
            id += 1
            let probe = ProbeID(rawValue: id)
            try await prober.with { program, system in
                program.probes.begin(request, id: probe, on: &system)
            }
            #expect(await prober.log.wait(for: "finished \(id)"))
            last = try await prober.with { program, _ in program.probes.result(of: probe)?.outcome }
            if let last, isWanted(last) { return last }
        }
        return last
    }

    private func prober() async throws -> Running<Prober> {
        let prober = try await Running { Prober() }
        try await prober.onChange { program, log in
            for id in program.probes.takeFinished() { log.add("finished \(id.rawValue)") }
        }
        return prober
    }

    @Test func aSingleServerElectsItselfAndAnswers() async throws {
        var ports = DiscoveryConfiguration.Ports()
        ports.dns = FreePort.take()
        ports.http = FreePort.take()
        ports.server = FreePort.take()
        ports.serfLAN = FreePort.take()
        ports.serfWAN = FreePort.take()
        var settings = DiscoveryConfiguration(role: .server)
        settings.bootstrapExpect = 1
        settings.raftMultiplier = 1
        settings.ports = ports
        let configuration = settings
        let agent = try await Running { DiscoveryAgent(configuration: configuration) }
        let prober = try await prober()
        var id: UInt64 = 0

        func http(
            _ method: String, _ target: String, _ body: String = "",
            until isWanted: (HTTPResponse) -> Bool
        ) async throws -> ProbeResult.Outcome? {
            let request = ProbeRequest.http(
                host: "127.0.0.1", port: ports.http,
                HTTPRequest(method: method, target: target, body: Array(body.utf8)),
                timeout: .seconds(10))
            return try await ask(prober, &id, request) { outcome in
                if case .http(let response) = outcome { isWanted(response) } else { false }
            }
        }
        _ = try await http("GET", "/v1/status/leader") {
            $0.text == "\"127.0.0.1:\(ports.server)\""
        }
        _ = try await http(
            "PUT", "/v1/agent/service/register", #"{"Name": "web", "Port": 8080}"#
        ) { $0.status == 200 }
        let name = try #require(DNSName("web.service.consul"))
        for isOverTCP in [false, true] {
            let outcome = try await ask(
                prober, &id,
                .dns(
                    server: Endpoint(.loopback, ports.dns),
                    question: DNSQuestion(name: name, type: .a),
                    overTCP: isOverTCP, timeout: .seconds(10))
            ) { outcome in
                if case .dns(let message) = outcome { !message.answers.isEmpty } else { false }
            }
            guard case .dns(let message) = outcome else {
                Issue.record("no answer: \(String(describing: outcome))")
                continue
            }
            #expect(message.answers.map(\.data) == [.a(.loopback)])
        }
        let tcp = ProbeRequest.tcp(Endpoint(.loopback, ports.server), timeout: .seconds(10))
        let outcome = try await ask(prober, &id, tcp) { $0 == .reached }
        #expect(outcome == .reached)
        try await agent.requestStop()
        #expect(await agent.log.wait(for: "exit 0"))
        try await prober.stop()
    }
}
