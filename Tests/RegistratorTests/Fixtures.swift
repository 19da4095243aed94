import LabNetwork
import LabProgram
import LabTestSupport

@testable import LabPrograms

let t2 = HostIdentity(name: "t2", address: IPv4Address(10, 132, 127, 193))

/// A container as `docker run -dP` makes one.
func container(
    _ name: String = "silly_wright", id: String = "", image: String = "redis",
    ports: [Container.Port] = [Container.Port(exposed: 6379, published: 32782)],
    environment: KeyValuePairs<String, String> = [:], labels: KeyValuePairs<String, String> = [:],
    networkMode: Container.NetworkMode = .bridge, address: IPv4Address? = nil
) -> Container {
    let digits =
        id.isEmpty ? "fd29205e969c44324be5195438081458607cf1d916dd272c5bc5efdaa248b065" : id
    return Container(
        id: digits, name: name, image: image, state: .running, ports: ports,
        environment: environment.map { Container.Variable($0.key, $0.value) },
        labels: labels.map { Container.Variable($0.key, $0.value) }, networkMode: networkMode,
        address: address)
}

/// What the rules make of a container on `t2`.
func decisions(
    _ container: Container, _ configuration: RegistratorConfiguration = .init(),
    among others: [Container] = []
) -> [RegistrationRules.Decision] {
    RegistrationRules(configuration, on: t2).decisions(for: container, among: others)
}

/// The services that the rules register for a container on `t2`.
func services(
    _ container: Container, _ configuration: RegistratorConfiguration = .init(),
    among others: [Container] = []
) -> [RegisteredService] {
    decisions(container, configuration, among: others).compactMap { decision in
        if case .registers(let service) = decision { service } else { nil }
    }
}

/// A registrator on a system whose registry the test plays.
struct RegistratorBench {
    var program: RegistratorProgram
    var system = RecordingSystem(host: t2)

    init(_ configuration: RegistratorConfiguration = .init()) {
        program = RegistratorProgram(configuration: configuration)
    }

    mutating func handle(_ event: Event) { program.handle(event, on: &system) }

    /// Answers the oldest open request, and says what it was.
    @discardableResult
    mutating func answer(_ status: Int = 200, _ body: String = "") -> HTTPRequest? {
        guard !system.requests.isEmpty else { return nil }
        let sent = system.requests.removeFirst()
        handle(.response(sent.id, .success(HTTPResponse(status: status, text: body))))
        return sent.request
    }

    /// Lets the oldest open request fail, and says what it was.
    @discardableResult
    mutating func fail(_ failure: HTTPFailure = .refused) -> HTTPRequest? {
        guard !system.requests.isEmpty else { return nil }
        let sent = system.requests.removeFirst()
        handle(.response(sent.id, .failure(failure)))
        return sent.request
    }

    /// Answers everything with 200 until nothing is open, and says what was asked.
    mutating func answerAll() -> [String] {
        var asked: [String] = []
        while let request = answer() { asked.append(summary(request)) }
        return asked
    }

    /// Starts the registrator and lets its registry be there.
    mutating func start() -> [String] {
        handle(.started)
        answer(200, "\"10.0.0.1:8300\"")
        return answerAll()
    }

    mutating func runTimer() {
        guard let token = system.popTimer() else { return }
        handle(.timer(token))
    }

    /// The engine starts a container.
    mutating func start(_ container: Container) {
        system.engine.removeAll { $0.id == container.id }
        system.engine.append(container)
        handle(.container(ContainerEvent(.start, id: container.id)))
    }

    /// A container ends.
    mutating func die(_ container: Container, code: Int32) {
        for index in system.engine.indices where system.engine[index].id == container.id {
            system.engine[index].state = .exited
            system.engine[index].exitCode = code
        }
        handle(.container(ContainerEvent(.die, id: container.id, exitCode: code)))
    }
}

/// A request in few words: `PUT <id>` for a registration.
func summary(_ request: HTTPRequest) -> String {
    if request.target == "/v1/agent/service/register",
        let id = (try? JSONParser.parse(request.body))?["ID"]?.string
    {
        return "register \(id)"
    }
    if request.target.hasPrefix("/v1/agent/service/deregister/") {
        return "deregister \(request.target.dropFirst(29))"
    }
    return "\(request.method) \(request.target)"
}
