import LabDNS
import LabModel
import LabNetwork
import LabPrograms

/// One or more DNS questions, and what the answers must be.
struct DNSExamination: Examination {
    let questions: [Question]
    let check: DNSCheck
    let expectation: DNSExpectation
    let topology: Topology
    let touched: [Unit]

    var isInSequence: Bool { true }

    func verdict(on answers: [ProbeResult]) -> Verdict {
        var replies: [DNSReply] = []
        for answer in answers {
            guard case .dns(let message) = answer.outcome else {
                return verdict(false, seen: answer.failureText)
            }
            replies.append(DNSReply(message, topology))
        }
        guard let last = replies.last else { return verdict(false, seen: "no answer") }
        guard check.distribution == nil else { return verdict(onSamples: replies) }
        return verdict(expectation.holds(last, last.answers), seen: expectation.text(last))
    }

    private func verdict(_ holds: Bool, seen: String) -> Verdict {
        Verdict(holds: holds, expected: expectation.words, seen: seen, touched: touched)
    }

    /// A small answer may leave some out, so the sets are compared over all the samples.
    private func verdict(onSamples replies: [DNSReply]) -> Verdict {
        guard let last = replies.last, let distribution = check.distribution else {
            return verdict(false, seen: "no answer")
        }
        var union: [FoundAnswer] = []
        var firsts: [(answer: FoundAnswer, count: Int)] = []
        for reply in replies {
            union += reply.answers.filter { !union.contains($0) }
            guard let first = reply.answers.first else { continue }
            if let index = firsts.firstIndex(where: { $0.answer == first }) {
                firsts[index].count += 1
            } else {
                firsts.append((first, 1))
            }
        }
        let counts = union.map { answer in firsts.first { $0.answer == answer }?.count ?? 0 }
        let isEven =
            !union.isEmpty
            && counts.allSatisfy { distribution.allows($0, of: replies.count, among: union.count) }
        let shares = zip(union, counts).map { "\($0.text) \($1)" }.sorted(by: naturally)
        let text =
            shares.isEmpty
            ? expectation.text(last) : "first " + shares.joined(separator: ", ") + " times"
        return verdict(isEven && expectation.holds(last, union), seen: text)
    }
}

extension DNSCheck.Distribution {
    /// Whether a count's share is no further from the even one than the tolerance.
    func allows(_ count: Int, of samples: Int, among parts: Int) -> Bool {
        let even = 1_000_000_000 / max(parts, 1)
        let share = count * 1_000_000_000 / max(samples, 1)
        return abs(share - even) <= Int(tolerance.billionths)
    }
}

extension ProbeResult {
    /// How reports show that there was no answer of the right kind.
    var failureText: String {
        if case .failed(let reason) = outcome { "no answer: \(reason)" } else { "no answer" }
    }
}

extension CheckContext {
    /// How long an answer is waited for, as `dig` does; the question is asked again before.
    static let dnsTimeout = Interval.seconds(5)

    func approach(to check: DNSCheck) -> Approach {
        let asker = try? asker(check.from)
        let expectation = DNSExpectation(check, self, asker: asker)
        do throws(Unavailable) {
            let asker = try self.asker(check.from)
            let server = try self.server(check.server, asker: asker)
            let question = Question(
                request: .dns(
                    server: topology.dnsEndpoint(of: server, from: asker),
                    question: try check.question(), overTCP: check.transport == .tcp,
                    timeout: CheckContext.dnsTimeout),
                host: asker)
            let samples = max(check.distribution?.samples ?? 1, 1)
            return .asking(
                DNSExamination(
                    questions: Array(repeating: question, count: samples), check: check,
                    expectation: expectation, topology: topology, touched: agent(on: server)))
        } catch {
            return .decided(.unasked(expected: expectation.words, error))
        }
    }
}

extension DNSCheck {
    /// The question; an address may stand for its name below `in-addr.arpa`.
    func question() throws(Unavailable) -> DNSQuestion {
        guard let recordType = DNSRecordType(word: type) else {
            throw Unavailable("\(type) is no record type")
        }
        if recordType == .ptr, let address = IPv4Address(query) {
            return DNSQuestion(name: DNSName(reverse: address), type: recordType)
        }
        guard let name = DNSName(query) else { throw Unavailable("\(query) is no domain name") }
        return DNSQuestion(name: name, type: recordType)
    }
}
