import LabModel
import LabNetwork
import LabRunner
import Testing

extension Topology {
    /// Three servers, of which the first two run a registrator and the third a balancer; a client.
    static let threeNode: Topology = {
        let hosts = [1, 2, 3].map { number in
            HostDefinition(
                name: "host-\(number)",
                attachments: [
                    .init(network: "lan", address: IPv4Address(192, 168, 50, 100 + number))
                ],
                run: ["discovery", number == 3 ? "balancer" : "registrator"])
        }
        let client = HostDefinition(
            name: "client",
            attachments: [.init(network: "lan", address: IPv4Address(192, 168, 50, 10))])
        return Topology(
            name: "three-node",
            networks: Subnet("192.168.50.0/24").map { [NetworkDefinition(name: "lan", subnet: $0)] }
                ?? [],
            hosts: hosts + [client],
            components: [
                ComponentDefinition(name: "discovery", role: .discovery),
                ComponentDefinition(name: "registrator", role: .registrator),
                ComponentDefinition(name: "balancer", role: .loadBalancer),
            ],
            services: [
                ServiceDefinition(name: "simple", image: "hello", ports: [.init(exposed: 5_000)])
            ])
    }()
}

extension Scenario {
    /// A scenario of these steps.
    static func of(_ steps: Step..., timeout: Interval = .minutes(5)) -> Scenario {
        Scenario(name: "test", timeout: timeout, steps: steps)
    }
}

extension Step {
    /// A step that does and expects something.
    static func of(
        _ actions: [Action] = [], expect: [Check] = [], during: [Check] = [],
        within: Interval = .seconds(10), stable: Interval? = nil
    ) -> Step {
        Step(
            name: "step", actions: actions.map { PlacedAction($0) },
            during: during.map { PlacedCheck($0) }, expect: expect.map { PlacedCheck($0) },
            within: within, stable: stable)
    }
}

extension Target {
    static func part(_ host: String, _ name: String, _ index: Int? = nil) -> Target {
        .part(host: .name(host), name: name, index: index)
    }
}

/// Everything that an observer was told.
final class Recorder {
    private(set) var events: [TimelineEvent] = []
    func add(_ event: TimelineEvent) { events.append(event) }

    var actions: [String] {
        events.compactMap {
            if case .actionDone(let action) = $0.kind { action.words } else { nil }
        }
    }
    var faults: [String] {
        events.compactMap {
            switch $0.kind {
            case .faultInjected(let fault): "\($0.at.secondsText) + \(fault.words)"
            case .faultEnded(let fault, _, let end):
                "\($0.at.secondsText) - \(fault.words) \(end.rawValue)"
            default: nil
            }
        }
    }
    var notes: [String] {
        events.compactMap { if case .note(let text) = $0.kind { text } else { nil } }
    }
}

/// Runs a scenario in a lab.
@discardableResult
func run(
    _ scenario: Scenario, in lab: FakeLab, options: RunOptions = RunOptions(),
    recorder: Recorder = Recorder()
) -> RunResult {
    ScenarioRunner(lab: lab, scenario: scenario, options: options, observer: recorder.add).run()
}

/// Runs one step that expects a check within a second.
func look(_ check: Check, in lab: FakeLab, within: Interval = .seconds(1)) -> RunResult {
    run(.of(.of(expect: [check], within: within)), in: lab)
}

/// Expects that a check holds, and where it does not says why.
func expectHeld(
    _ check: Check, in lab: FakeLab, sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let result = look(check, in: lab)
    #expect(
        result.outcome == .passed, "\(result.message ?? "")", sourceLocation: sourceLocation)
}

/// Expects that a check does not hold, and that the report says this.
func expectMissed(
    _ check: Check, in lab: FakeLab, saying text: String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let result = look(check, in: lab)
    #expect(result.outcome == .failed, sourceLocation: sourceLocation)
    #expect(
        result.message?.contains(text) == true, "\(result.message ?? "no message")",
        sourceLocation: sourceLocation)
}
