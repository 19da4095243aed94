import LabFabricTestSupport
import LabNetwork

/// What was asked of the fabric, and what ping and a TCP stream saw of it.
struct Fidelity {
    /// One line of the table.
    struct Row {
        var name: String
        var asked: Double
        var measured: Double
        var unit: String
        var attempts = 1

        var error: Double { (measured - asked) / asked * 100 }
        var holds: Bool { abs(error) <= 5 }
    }

    private let lab: FabricLab
    private let ping: TestSocket
    /// The median round trip without faults, in nanoseconds.
    private let base: Double

    init(lab: FabricLab) throws {
        self.lab = lab
        ping = try lab.hosts[0].namespace.run { try TestSocket.icmp() }
        base = try Pinger(lab.hosts[1].address, count: 300).run(on: ping).quantile(0.5)
    }

    /// Measures every fault, each by itself; what misses twice more, for the machine has pauses.
    func rows() throws -> [Row] {
        let measures: [() throws -> Row] = [
            { try delay(.milliseconds(2)) }, { try delay(.milliseconds(20)) },
            { try delay(.milliseconds(100)) }, jitter, loss, correlatedLoss, lossBothWays,
            corruption, duplication, reordering,
            { try rate(megabits: 1) }, { try rate(megabits: 10) }, { try rate(megabits: 100) },
        ]
        return try measures.map { measure in
            var row = try measure()
            for attempt in 2...3 where !row.holds {
                row = try measure()
                row.attempts = attempt
            }
            return row
        }
    }

    private func answers(
        count: Int, pace: Interval, patience: Interval = .milliseconds(300),
        under change: (inout LinkConditions) -> Void
    ) throws -> Pinger.Result {
        lab.degrade(host: 0, change)
        defer { lab.heal() }
        return try Pinger(lab.hosts[1].address, count: count, pace: pace, patience: patience)
            .run(on: ping)
    }

    private func delay(_ delay: Interval) throws -> Row {
        let result = try answers(count: 300, pace: .milliseconds(2)) { $0.delay = delay }
        return Row(
            name: "delay", asked: delay.seconds * 1e3,
            measured: (result.quantile(0.5) - base) / 1e6, unit: "ms")
    }

    /// Of a uniform spread of ± j the middle half is j wide; the machine's own pauses stay outside.
    private func jitter() throws -> Row {
        let result = try answers(count: 4_000, pace: .microseconds(400)) {
            $0.delay = .milliseconds(20)
            $0.jitter = .milliseconds(5)
        }
        return Row(
            name: "jitter around 20 ms", asked: 5,
            measured: (result.quantile(0.75) - result.quantile(0.25)) / 1e6, unit: "ms")
    }

    private func loss() throws -> Row {
        try share("loss", 10) { $0.loss = Probability(percent: 10) }
    }

    private func correlatedLoss() throws -> Row {
        try share("loss, correlation 25 %", 10) {
            $0.loss = Probability(percent: 10)
            $0.correlation = Probability(percent: 25)
        }
    }

    private func corruption() throws -> Row {
        try share("corruption", 10) { $0.corrupt = Probability(percent: 10) }
    }

    private func share(
        _ name: String, _ asked: Double, _ change: (inout LinkConditions) -> Void
    ) throws -> Row {
        let result = try answers(count: 30_000, pace: .microseconds(40), under: change)
        return row(name, asked, result.sent - result.received, of: result.sent)
    }

    private func row(_ name: String, _ asked: Double, _ count: Int, of total: Int) -> Row {
        Row(
            name: name, asked: asked, measured: Double(count) / Double(total) * 100, unit: "%")
    }

    private func lossBothWays() throws -> Row {
        lab.degrade(host: 1) { $0.loss = Probability(percent: 10) }
        return try share("loss of 10 % on each way", 19) { $0.loss = Probability(percent: 10) }
    }

    private func duplication() throws -> Row {
        let result = try answers(count: 30_000, pace: .microseconds(40)) {
            $0.duplicate = Probability(percent: 10)
        }
        return row("duplication", 10, result.duplicates, of: result.sent)
    }

    private func reordering() throws -> Row {
        let result = try answers(count: 20_000, pace: .microseconds(100)) {
            $0.delay = .milliseconds(100)
            $0.reorder = Probability(percent: 25)
        }
        let early = result.answers.filter { $0 < 50_000_000 }.count
        return row("reordering", 25, early, of: result.sent)
    }

    /// On the wire: what carries 1,448 bytes of a stream is a frame of 1,514.
    private func rate(megabits: UInt64) throws -> Row {
        lab.degrade(host: 0) { $0.rate = BitRate(bitsPerSecond: megabits * 1_000_000) }
        defer { lab.heal() }
        let result = try StreamMeter(warmUp: .milliseconds(500), duration: .seconds(2)).run(
            from: lab.hosts[0].namespace, to: lab.hosts[1].namespace, at: lab.hosts[1].address)
        return Row(
            name: "rate on the wire, TCP", asked: Double(megabits),
            measured: result.bitsPerSecond / 1e6 * 1_514 / 1_448, unit: "Mbit/s")
    }
}
