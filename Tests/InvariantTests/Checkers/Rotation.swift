import LabNetwork

/// L1: in any window without a change, round robin chooses every server as often as the others, give
/// or take one.
struct Rotation {
    private struct Window {
        var servers: [Endpoint]
        var counts: [Int]
        /// The least and the most by which one server was ahead of another, by pair.
        var lead: [ClosedRange<Int>]
        /// How many choices are not looked at, because a server may still recover.
        var skipped: Int

        init(_ servers: [Endpoint], skipping: Int) {
            self.servers = servers
            counts = servers.map { _ in 0 }
            lead = Array(repeating: 0...0, count: servers.count * servers.count)
            skipped = skipping
        }
    }

    private var windows: [String: Window] = [:]

    /// Begins anew for a service, because its servers are others or one of them has failed.
    mutating func begins(_ service: String, servers: [Endpoint], afterFailure: Bool = false) {
        windows[service] = Window(servers, skipping: afterFailure ? 3 * servers.count : 0)
    }

    /// Takes a choice.
    mutating func chooses(
        _ service: String, _ server: Endpoint, at now: Instant, _ report: inout InvariantReport
    ) {
        guard var window = windows[service], window.servers.count > 1 else { return }
        defer { windows[service] = window }
        guard window.skipped == 0 else {
            window.skipped -= 1
            return
        }
        guard let chosen = window.servers.firstIndex(of: server) else {
            report.expect(
                false, .rotation, at: now, "\(server) was chosen, which is no server of \(service)")
            return
        }
        window.counts[chosen] += 1
        var widest = 0
        for other in window.servers.indices where other != chosen {
            let place = chosen * window.servers.count + other
            let ahead = window.counts[chosen] - window.counts[other]
            let range = window.lead[place]
            window.lead[place] = min(range.lowerBound, ahead)...max(range.upperBound, ahead)
            let mirrored = other * window.servers.count + chosen
            let back = window.lead[mirrored]
            window.lead[mirrored] = min(back.lowerBound, -ahead)...max(back.upperBound, -ahead)
            widest = max(widest, window.lead[place].count - 1)
        }
        report.expect(
            widest <= 1, .rotation, at: now,
            "servers of \(service) differ by \(widest) choices: \(window.counts)")
    }
}
