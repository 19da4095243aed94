import LabModel
import LabNetwork
import LabRunner

/// What the hosts' processes write.
extension Supervisor {
    /// How much may wait for a client that follows logs before lines are left out for it.
    private static let mostFollowed = 4 << 20
    /// The most bytes of text in one answer; escaped, they must fit a frame.
    private static let longestAnswer = 8 << 20
    /// The most characters of a line that are kept.
    private static let longestLine = 16 << 10

    func takeLine(_ line: String, of process: String, at: Instant, from host: SupervisedHost) {
        guard let unit = host.unit(ofProcess: process) else { return }
        let text = LogText.normalized(String(line.prefix(Supervisor.longestLine)))
        let logged = LogLine(at: labTime(at, of: host), unit: unit, text: text)
        logs.add(logged)
        events += 1
        readLeadership(logged, host)
        for client in clients where client.follows(logged.unit) {
            guard client.socket.unsent < Supervisor.mostFollowed else { continue }
            client.send(ControlMessage.note(.line(logged)))
        }
    }

    private func readLeadership(_ line: LogLine, _ host: SupervisedHost) {
        guard let discovery = host.discovery,
            line.unit == .component(host: host.name, name: discovery.component.name),
            let term = leadershipReaders[line.unit, default: LeadershipReader()].take(line.text)
        else { return }
        leaderships.append(Leadership(term: term, host: host.name, at: line.at))
        leaderships.sort { ($0.at, $0.term, $0.host) < ($1.at, $1.term, $1.host) }
        changed()
    }

    /// The newest lines of a unit; of a host those of all on it, in the order they were written.
    func log(of unit: Unit) -> [LogLine] {
        guard case .host(let name) = unit else { return logs.lines(of: unit) }
        return newest(logs.units(on: name).flatMap { logs.lines(of: $0) })
    }

    /// The lines in the order they were written, without the oldest where they are too many for
    /// one answer.
    private func newest(_ lines: [LogLine]) -> [LogLine] {
        let sorted = lines.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)
        var room = Supervisor.longestAnswer
        return sorted.reversed().prefix { line in
            room -= line.text.utf8.count
            return room >= 0
        }.reversed()
    }

    func follow(_ units: [Unit], tail: Int, _ client: ControlClient) {
        client.followed = units
        let hosts = units.filter { if case .host = $0 { true } else { false } }
        let others = units.filter { !hosts.contains($0) && !hosts.contains(.host($0.host)) }
        let seen = newest((hosts + others).flatMap { log(of: $0) })
        for line in seen.suffix(max(0, tail)) { client.send(ControlMessage.note(.line(line))) }
    }
}

extension ControlClient {
    fileprivate func follows(_ unit: Unit) -> Bool {
        followed?.contains { $0 == unit || $0 == .host(unit.host) } ?? false
    }
}
