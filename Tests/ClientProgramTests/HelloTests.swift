import LabNetwork
import LabProgram
import LabTestSupport
import Testing

@testable import LabPrograms

@Suite struct HelloTests {
    private func container(
        _ environment: KeyValuePairs<String, String> = [:],
        networkMode: Container.NetworkMode = .bridge
    ) -> Container {
        Container(
            id: "fd29205e969c44324be5195438081458607cf1d916dd272c5bc5efdaa248b065", name: "hello.1",
            image: "hello", state: .running,
            ports: [
                .init(exposed: 5000, published: 32768), .init(exposed: 5001, published: nil),
                .init(exposed: 5002, published: 32769, isUDP: true),
            ], environment: environment.map { Container.Variable($0.key, $0.value) },
            networkMode: networkMode)
    }

    private func started(_ container: Container) -> (HelloProgram, RecordingSystem) {
        var program = HelloProgram(configuration: HelloConfiguration(container))
        var system = RecordingSystem()
        program.handle(.started, on: &system)
        return (program, system)
    }

    private let request = Event.request(
        ExchangeID(rawValue: 9), HTTPRequest(target: "/any"), port: 32768,
        from: Endpoint(.loopback, 1))

    @Test func everyRequestIsGreetedWithTheShortID() {
        var (program, system) = started(container(["SERVICE_NAME": "x", "PATH": "/bin"]))
        #expect(system.servingHTTP == [32768])
        program.handle(request, on: &system)
        let response = system.responses[ExchangeID(rawValue: 9)]
        #expect(response?.status == 200)
        #expect(response?.text == "Hello World from fd29205e969c\n")
        #expect(response?.headers["content-type"]?.hasPrefix("text/plain") == true)
        program.handle(.stopRequested, on: &system)
        #expect(system.exitCode == 0)
    }

    @Test func onTheHostsNetworkTheExposedPortsAreServed() {
        let (_, system) = started(container(networkMode: .host))
        #expect(system.servingHTTP == [32768, 5001])
    }

    @Test func statusAndDelaysComeFromTheEnvironment() {
        var (program, system) = started(
            container([
                "HELLO_STATUS": "503", "HELLO_DELAY": "1m30s", "HELLO_START_DELAY": "200ms",
            ]))
        #expect(system.servingHTTP == [])
        if let token = system.popTimer() { program.handle(.timer(token), on: &system) }
        #expect(system.now == .start + .milliseconds(200))
        #expect(system.servingHTTP == [32768])
        program.handle(request, on: &system)
        #expect(system.responses.isEmpty)
        if let token = system.popTimer() { program.handle(.timer(token), on: &system) }
        #expect(system.now == .start + .milliseconds(200) + .seconds(90))
        #expect(system.responses[ExchangeID(rawValue: 9)]?.status == 503)
    }

    @Test(arguments: [
        ("HELLO_STATUS", "ok"), ("HELLO_STATUS", "99"), ("HELLO_DELAY", "5"),
        ("HELLO_DELAY", "-1s"),
        ("HELLO_START_DELAY", ""), ("HELLO_STATSU", "200"),
    ])
    func whatCannotBeUnderstoodEndsIt(name: String, value: String) {
        let (_, system) = started(container([name: value] as KeyValuePairs))
        #expect(system.exitCode == 1)
        #expect(system.lines.contains { $0.contains(name) })
    }
}
