import LabNetwork
import LabProgram
import LabSimulation
import Testing

/// Sends random datagrams to the other host at random times, and mixes in a leak if told to.
private struct Chatter: Program {
    enum Leak: CaseIterable {
        case none, wallClock, setOrder, shuffled
    }

    var peer: IPv4Address
    var leak = Leak.none
    /// Kept alive so that each set has storage, and with it an order, of its own.
    var sets: [Set<UInt8>] = []

    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started:
            try? system.openDatagrams(port: 9)
            _ = system.setTimer(after: .milliseconds(1), TimerToken(rawValue: 1))
        case .timer:
            system.send(payload(on: &system), from: 9, to: Endpoint(peer, 9))
            let pause = system.random(below: .milliseconds(10))
            _ = system.setTimer(after: pause, TimerToken(rawValue: 1))
        default: break
        }
    }

    private mutating func payload(on system: inout some System) -> [UInt8] {
        let bytes = (0..<8).map { _ in UInt8(truncatingIfNeeded: system.randomBits()) }
        switch leak {
        case .none: return bytes
        case .wallClock: return bytes + [UInt8(truncatingIfNeeded: leakedNanoseconds())]
        case .setOrder:
            sets.append(Set((0..<32).map { UInt8($0) }))
            return sets.last.map(Array.init) ?? []
        case .shuffled: return bytes.shuffled() + [1, 2, 3, 4].shuffled()
        }
    }

    private func leakedNanoseconds() -> UInt64 {
        let now = ContinuousClock().now
        return UInt64(
            bitPattern: Int64(truncatingIfNeeded: "\(now)".utf8.reduce(0) { $0 &* 31 &+ Int($1) }))
    }
}

private func hash(seed: UInt64, leak: Chatter.Leak = .none) throws -> String {
    let lab = try TwoHosts(seed: seed) { link in
        link.jitter = .microseconds(100)
        link.loss = Probability(percent: 5)
    }
    _ = lab.world.spawn(Chatter(peer: TwoHosts.b, leak: leak), named: "a", on: 0)
    _ = lab.world.spawn(Chatter(peer: TwoHosts.a, leak: leak), named: "b", on: 1)
    lab.world.run(until: .start + .seconds(2))
    return lab.world.trace.hexadecimal
}

@Suite struct DeterminismTests {
    @Test(arguments: 1...20)
    func aSeedGivesTheSameTraceEachTime(seed: UInt64) throws {
        #expect(try hash(seed: seed) == hash(seed: seed))
    }

    @Test func differentSeedsGiveDifferentTraces() throws {
        let hashes = try (1...50).map { try hash(seed: UInt64($0)) }
        #expect(Set(hashes).count == 50)
    }

    /// What the comparison of two runs is there to find.
    @Test(arguments: [Chatter.Leak.wallClock, .setOrder, .shuffled])
    fileprivate func aPlantedLeakIsCaught(leak: Chatter.Leak) throws {
        let hashes = try (0..<4).map { _ in try hash(seed: 1, leak: leak) }
        #expect(Set(hashes).count > 1)
    }

    @Test func theOrderOfEqualTimesIsTheOrderOfScheduling() throws {
        let lab = try TwoHosts()
        let process = lab.world.spawn(
            Scripted(onStart: { box in
                for token in 1...5 {
                    box.doing {
                        _ = $0.setTimer(after: .seconds(1), TimerToken(rawValue: UInt64(token)))
                    }
                }
            }), named: "p", on: 0)
        lab.world.run(until: .start + .seconds(2))
        #expect(
            lab.seen(by: process) == ["0s started"] + (1...5).map { "1s timer \($0)" })
    }
}
