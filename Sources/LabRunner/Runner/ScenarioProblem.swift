import LabDNS
import LabModel

/// Something in a scenario that can't be done, found before anything starts.
public struct ScenarioProblem: Hashable, Sendable, CustomStringConvertible {
    /// What can't be done, and by whom.
    public var message: String
    /// The step that asks for it; `nil` where it is the scenario itself.
    public var step: String?
    /// Where the file has it.
    public var location: SourceLocation?

    /// Makes a problem.
    public init(_ message: String, step: String? = nil, at location: SourceLocation? = nil) {
        self.message = message
        self.step = step
        self.location = location
    }

    /// The place, the step and the message.
    public var description: String {
        (location.map { "\($0): " } ?? "") + (step.map { "\($0): " } ?? "") + message
    }
}

extension Scenario {
    /// What can't be done of this scenario, or not on this backend.
    ///
    /// - Parameter backend: `memory`, `netns` or `libvirt`.
    public func problems(on topology: Topology, backend: String) -> [ScenarioProblem] {
        var problems = obstacles(on: backend, in: topology).map {
            ScenarioProblem($0.reason, step: $0.step, at: $0.location)
        }
        for traffic in traffic {
            if let message = webProblem(traffic.url) {
                problems.append(ScenarioProblem(message, at: traffic.location))
            }
        }
        for placed in always + never { problems += checkProblems(placed, step: nil) }
        for step in steps where step.skip == nil {
            for placed in step.during + step.expect {
                problems += checkProblems(placed, step: step.name)
            }
        }
        return problems
    }

    private func checkProblems(_ placed: PlacedCheck, step: String?) -> [ScenarioProblem] {
        switch placed.check {
        case .any(let checks), .all(let checks), .not(let checks):
            checks.flatMap { checkProblems($0, step: step) }
        default:
            checkProblem(placed.check).map {
                [ScenarioProblem($0, step: step, at: placed.location)]
            } ?? []
        }
    }

    private func checkProblem(_ check: Check) -> String? {
        switch check {
        case .http(let check): webProblem(check.url)
        case .roundRobin(let check): webProblem(check.url)
        case .dns(let check): dnsProblem(check)
        default: nil
        }
    }

    private func webProblem(_ url: String) -> String? {
        do throws(LabError) {
            _ = try WebAddress(url)
            return nil
        } catch {
            return error.message
        }
    }

    private func dnsProblem(_ check: DNSCheck) -> String? {
        do throws(Unavailable) {
            _ = try check.question()
            return nil
        } catch {
            return error.text
        }
    }
}
