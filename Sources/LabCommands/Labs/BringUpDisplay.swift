import LabModel
import LabNetwork
import LabRunner

/// Shows how a lab comes up, as it does.
final class BringUpDisplay {
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private var hosts: [String] = []
    private(set) var ready = 0

    init() { began = clock.now }

    /// How long it has taken so far.
    var elapsed: Interval { Interval(clock.now - began) }

    /// Shows an event.
    func show(_ event: BringUpEvent) {
        switch event {
        case .hostStarted(let name): hosts.append(name)
        case .componentReady(let unit, _):
            tellHosts()
            ready += 1
            Console.print(line("\(unit) is ready"))
        case .waiting(let unit, let seen):
            tellHosts()
            Console.showProgress("  … \(unit): \(seen) (\(elapsed.secondsText) s)")
        case .instanceStarted(let service, let host):
            tellHosts()
            Console.print(line("\(host)/\(service) is started"))
        }
    }

    /// Says that it is done with something, and when.
    func tell(_ words: String) {
        tellHosts()
        Console.print(line(words))
    }

    private func tellHosts() {
        guard !hosts.isEmpty else { return }
        let names = hosts.count <= 6 ? ": " + hosts.joined(separator: " ") : ""
        Console.print(line("\(hosts.count) host\(hosts.count == 1 ? "" : "s") made\(names)"))
        hosts = []
    }

    private func line(_ words: String) -> String {
        let time = "\(elapsed.secondsText) s"
        let left = "  \(words)"
        let gap = String(repeating: " ", count: max(70 - left.count - time.count, 2))
        return left + gap + Console.faint(time)
    }
}

extension Interval {
    /// A length of time that the standard library measured.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .seconds(seconds) + .nanoseconds(attoseconds / 1_000_000_000)
    }
}
