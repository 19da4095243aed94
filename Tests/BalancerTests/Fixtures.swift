import LabNetwork
import LabProgram
import LabTestSupport

@testable import LabPrograms

/// The server of a number: 10.0.0.<number>:5000.
func endpoint(_ number: UInt8) -> Endpoint { Endpoint(IPv4Address(10, 0, 0, number), 5000) }

/// Servers of these numbers.
func servers(_ numbers: UInt8...) -> [BalancerServer] {
    numbers.map { BalancerServer(endpoint($0)) }
}

/// The agent's answer for instances of these numbers, each on a node `host-<number>`.
func healthAnswer(_ numbers: [UInt8], index: UInt64, lastContact: UInt64 = 0) -> HTTPResponse {
    let entries = numbers.map { number in
        """
        {"Node": {"Node": "host-\(number)", "Address": "10.0.0.\(number)"},
         "Service": {"ID": "h:\(number):5000", "Service": "simple", "Address": "", "Port": 5000,
         "Weights": {"Passing": 1, "Warning": 1}}, "Checks": []}
        """
    }
    return answer("[\(entries.joined(separator: ","))]", index: index, lastContact: lastContact)
}

/// An answer of the agent.
func answer(_ body: String, index: UInt64, lastContact: UInt64 = 0) -> HTTPResponse {
    HTTPResponse(
        headers: [
            HTTPHeader("X-Consul-Index", String(index)),
            HTTPHeader("X-Consul-Lastcontact", String(lastContact)),
        ], body: Array(body.utf8))
}

/// A load balancer on a system whose agent, servers and clients the test plays.
struct BalancerBench {
    /// How the servers of the test behave.
    enum Behaviour: Equatable {
        case answers(Int)
        case fails(HTTPFailure)
    }

    static let agent = Endpoint(.loopback, 8500)

    var program: BalancerProgram
    var system = RecordingSystem(host: HostIdentity(name: "lb", address: IPv4Address(10, 0, 0, 99)))
    /// How each server behaves; one that is not listed answers 200.
    var behaviours: [Endpoint: Behaviour] = [:]
    /// How often each server was asked.
    var asked: [Endpoint] = []
    private var nextClient: UInt64 = 1 << 40

    init(_ configuration: BalancerConfiguration) {
        program = BalancerProgram(configuration: configuration)
    }

    /// A load balancer that was started with fixed servers.
    static func fixed(
        _ servers: [BalancerServer], _ change: (inout BalancerConfiguration) -> Void = { _ in }
    ) -> BalancerBench {
        var configuration = BalancerConfiguration(destination: .servers(servers))
        change(&configuration)
        var bench = BalancerBench(configuration)
        bench.handle(.started)
        return bench
    }

    mutating func handle(_ event: Event) { program.handle(event, on: &system) }

    /// Begins a client's request.
    mutating func begin(_ method: String = "GET", host: String = "lb") -> ExchangeID {
        nextClient += 1
        let client = ExchangeID(rawValue: nextClient)
        let request = HTTPRequest(method: method, target: "/", headers: [HTTPHeader("Host", host)])
        handle(.request(client, request, port: 80, from: Endpoint(IPv4Address(10, 0, 0, 50), 4)))
        return client
    }

    /// The open requests to servers.
    var toServers: [RecordingSystem.SentRequest] {
        system.requests.filter { $0.destination != BalancerBench.agent }
    }

    /// The open requests to the agent.
    var toAgent: [RecordingSystem.SentRequest] {
        system.requests.filter { $0.destination == BalancerBench.agent }
    }

    /// Lets the servers answer until none is asked any more.
    mutating func settle() {
        while let sent = toServers.first {
            asked.append(sent.destination)
            switch behaviours[sent.destination] ?? .answers(200) {
            case .answers(let status):
                finish(sent, .success(HTTPResponse(status: status, text: "\(sent.destination)")))
            case .fails(let failure):
                finish(sent, .failure(failure))
            }
        }
    }

    mutating func finish(
        _ sent: RecordingSystem.SentRequest, _ result: Result<HTTPResponse, HTTPFailure>
    ) {
        system.requests.removeAll { $0.id == sent.id }
        handle(.response(sent.id, result))
    }

    /// Makes a request, and says with which status it ends.
    mutating func request(_ method: String = "GET", host: String = "lb") -> Int? {
        let client = begin(method, host: host)
        settle()
        return system.responses.removeValue(forKey: client)?.status
    }

    /// Makes requests, and says with which statuses they end.
    mutating func statuses(_ count: Int) -> [Int?] {
        var statuses: [Int?] = []
        for _ in 0..<count { statuses.append(request()) }
        return statuses
    }

    /// Makes requests, and says which servers were asked, by the last part of their address.
    mutating func requests(_ count: Int) -> [UInt8] {
        asked = []
        for _ in 0..<count { _ = request() }
        return asked.map { UInt8(truncatingIfNeeded: $0.address.bits) }
    }

    /// The agent answers its oldest open question of a path.
    mutating func agentAnswers(_ response: HTTPResponse, to path: String = "/v1/health/") {
        guard let sent = toAgent.first(where: { $0.request.target.hasPrefix(path) }) else { return }
        finish(sent, .success(response))
    }

    mutating func runTimer() {
        guard let token = system.popTimer() else { return }
        handle(.timer(token))
    }
}
