import LabModel
import LabNetwork
import LabPrograms

/// Whether hosts reach others.
struct ReachExamination: Examination {
    let questions: [Question]
    /// Who tries to reach whom, in the order of the questions.
    let ways: [Way]
    let check: ReachCheck
    let touched: [Unit]

    /// From one host to another.
    struct Way: Hashable {
        var from: String
        var to: String
    }

    func verdict(on answers: [ProbeResult]) -> Verdict {
        let wrong = zip(ways, answers).filter { ($1.outcome == .reached) != check.ok }
        let seen = wrong.map { way, answer in
            let result = answer.outcome == .reached ? "reached" : answer.reasonText
            return "\(way.from) to \(way.to): \(result)"
        }
        return Verdict(
            holds: wrong.isEmpty && answers.count == ways.count, expected: check.words,
            seen: seen.isEmpty ? (check.ok ? "reached" : "not reached") : text(seen),
            touched: touched)
    }

    private func text(_ parts: [String]) -> String { parts.joined(separator: "; ") }
}

extension ProbeResult {
    fileprivate var reasonText: String {
        if case .failed(let reason) = outcome { reason } else { "no answer" }
    }
}

extension ReachCheck {
    /// What is asked for, in words.
    var words: String {
        let targets = to.map(\.description).joined(separator: " ")
        let place = port.map { "\(targets) on port \($0)" } ?? targets
        let who = from.isEmpty ? "" : from.map(\.description).joined(separator: " ") + " "
        return who + (ok ? "to reach \(place)" : "not to reach \(place)")
    }
}

extension CheckContext {
    /// How long a connection is tried: two retransmissions of a SYN (RFC 6298, 2.1) fit in.
    static let connectTimeout = Interval.seconds(4)
    /// How long an echo is waited for, as `ping` does between two.
    static let pingTimeout = Interval.seconds(1)

    func approach(to check: ReachCheck) -> Approach {
        do throws(Unavailable) {
            let askers = check.from.isEmpty ? [try asker(nil)] : hosts(check.from)
            var ways: [ReachExamination.Way] = []
            for from in askers {
                guard view.isUp(from) else { throw Unavailable("\(from) is not up") }
                for to in hosts(check.to) where to != from || check.port != nil {
                    ways.append(ReachExamination.Way(from: from, to: to))
                }
            }
            if ways.isEmpty { throw Unavailable("there is nobody to reach") }
            let questions = ways.map { Question(request: tryOut($0, check.port), host: $0.from) }
            return .asking(
                ReachExamination(questions: questions, ways: ways, check: check, touched: []))
        } catch {
            return .decided(.unasked(expected: check.words, error))
        }
    }

    private func tryOut(_ way: ReachExamination.Way, _ port: UInt16?) -> ProbeRequest {
        let address = topology.address(of: way.to, from: way.from)
        guard let port else { return .ping(address, timeout: CheckContext.pingTimeout) }
        return .tcp(Endpoint(address, port), timeout: CheckContext.connectTimeout)
    }
}
