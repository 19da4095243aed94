import LabModel
import LabNetwork

/// Something that is expected among answers: a host, an address, an instance, or another text.
struct InstanceMatcher: Hashable {
    /// What is compared with.
    enum Kind: Hashable {
        /// Any of these addresses, on this port where there is one.
        case place([IPv4Address], port: UInt16?)
        /// The same text, but for case and a final dot.
        case text(String)
        /// Never matched, for want of what it stands for.
        case missing
    }

    var kind: Kind
    /// How reports name it.
    var words: String

    /// Whether an answer is this one.
    func matches(_ answer: FoundAnswer) -> Bool {
        switch kind {
        case .place(let addresses, let port):
            answer.address.map(addresses.contains) ?? false
                && (port == nil || answer.port == port)
        case .text(let text): InstanceMatcher.plain(text) == InstanceMatcher.plain(answer.text)
        case .missing: false
        }
    }

    /// A text without what does not matter when names are compared.
    private static func plain(_ text: String) -> String {
        let lowered = text.lowercased()
        return lowered.hasSuffix(".") ? String(lowered.dropLast()) : lowered
    }
}

/// Something found in an answer, to be compared with what is expected.
struct FoundAnswer: Hashable {
    /// How reports show it.
    var text: String
    /// The address it leads to, if it does.
    var address: IPv4Address?
    /// The port it leads to, if it says one.
    var port: UInt16?
}

extension CheckContext {
    /// Which instances a name with a slash stands for when they are expected or excluded.
    enum InstanceChoice {
        /// Those that run; all that there were where none does.
        case running
        /// All that there were.
        case all
    }

    /// What entries such as `host-1`, `10.0.0.1`, `host-1/simple` stand for.
    ///
    /// - Parameter withPorts: whether an instance is told from its host by its port.
    func matchers(
        _ entries: [String], withPorts: Bool, _ choice: InstanceChoice = .running, asker: String?
    ) -> [InstanceMatcher] {
        entries.flatMap { matchers($0, withPorts: withPorts, choice, asker: asker) }
    }

    private func matchers(
        _ entry: String, withPorts: Bool, _ choice: InstanceChoice, asker: String?
    ) -> [InstanceMatcher] {
        if topology.host(named: entry) != nil { return [place(entry, port: nil, asker: asker)] }
        if let address = IPv4Address(entry) {
            return [InstanceMatcher(kind: .place([address], port: nil), words: entry)]
        }
        if let endpoint = endpoint(entry) {
            return [
                InstanceMatcher(
                    kind: .place([endpoint.address], port: endpoint.port), words: entry)
            ]
        }
        guard let (host, instances) = instances(entry, choice) else {
            return [InstanceMatcher(kind: .text(entry), words: entry)]
        }
        if !withPorts { return [place(host, port: nil, asker: asker)] }
        let ports = instances.compactMap(\.publishedPort)
        if ports.isEmpty {
            return [InstanceMatcher(kind: .missing, words: "\(entry) (there is none)")]
        }
        return ports.map { place(host, port: $0, asker: asker) }
    }

    private func place(_ host: String, port: UInt16?, asker: String?) -> InstanceMatcher {
        let shown = topology.address(of: host, from: asker ?? host).description
        return InstanceMatcher(
            kind: .place(topology.addresses(of: host), port: port),
            words: port.map { "\(shown):\($0)" } ?? shown)
    }

    private func endpoint(_ text: String) -> Endpoint? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPv4Address(parts[0]), let port = UInt16(parts[1])
        else { return nil }
        return Endpoint(address, port)
    }

    /// The instances that `host/service` or `host/service.n` stands for; `nil` for another text.
    func instances(
        _ entry: String, _ choice: InstanceChoice
    ) -> (host: String, instances: [UnitStatus])? {
        let parts = entry.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, topology.host(named: parts[0]) != nil else { return nil }
        if topology.service(named: parts[1]) != nil {
            let all = view.instances(of: parts[1], on: parts[0])
            let running = all.filter { view.isRunning($0.unit) }
            return (parts[0], choice == .all || running.isEmpty ? all : running)
        }
        guard let dot = parts[1].lastIndex(of: "."),
            let index = Int(parts[1][parts[1].index(after: dot)...]),
            topology.service(named: String(parts[1][..<dot])) != nil
        else { return nil }
        let unit = Unit.instance(
            host: parts[0], service: String(parts[1][..<dot]), index: index)
        return (parts[0], view.status(of: unit).map { [$0] } ?? [])
    }
}

extension [InstanceMatcher] {
    /// How reports name them: sorted, each once.
    var words: String {
        isEmpty ? "nothing" : Set(map(\.words)).sorted(by: naturally).joined(separator: " ")
    }

    /// Whether the answers are exactly these, as sets.
    func equal(_ answers: [FoundAnswer]) -> Bool {
        allSatisfy { matcher in answers.contains(where: matcher.matches) }
            && answers.allSatisfy { answer in contains { $0.matches(answer) } }
    }
}

extension [FoundAnswer] {
    /// How reports show them: sorted, so that one set has one text.
    var words: String { map(\.text).sorted(by: naturally).joined(separator: " ") }
}

/// Whether one text comes before another, where runs of digits count as numbers.
func naturally(_ a: String, _ b: String) -> Bool {
    var (left, right) = (Substring(a), Substring(b))
    while let first = left.first, let second = right.first {
        let (digits, others) = (left.prefix(while: \.isNumber), right.prefix(while: \.isNumber))
        if let one = Int(digits), let other = Int(others) {
            if one != other { return one < other }
            left = left.dropFirst(digits.count)
            right = right.dropFirst(others.count)
            continue
        }
        if first != second { return first < second }
        left.removeFirst()
        right.removeFirst()
    }
    return left.count < right.count
}
