import LabNetwork
import Testing

/// Two hosts with a link each; faults are put on the first one's.
private struct Wire {
    var model: NetworkModel
    let far = IPv4Address(10, 0, 0, 2)

    init(baseline: LinkConditions = LinkConditions()) throws {
        model = NetworkModel(seed: 7)
        let lan = model.addNetwork(subnet: try #require(Subnet("10.0.0.0/24")), link: baseline)
        for last in 1...3 as ClosedRange<UInt8> {
            let host = model.addHost()
            model.attach(host: host, to: lan, address: IPv4Address(10, 0, 0, last))
        }
    }

    mutating func degrade(_ change: (inout LinkConditions) -> Void) {
        var conditions = LinkConditions()
        change(&conditions)
        model.setConditions(conditions, host: 0, toHost: false, fromHost: true)
    }

    /// What becomes of packets sent at a steady pace.
    mutating func send(
        _ count: Int, bytes: Int = 100, every pace: Interval = .milliseconds(10)
    ) -> [Transit] {
        (0..<count).map { index in
            model.transit(from: 0, to: far, bytes: bytes, at: .start + pace * index)
        }
    }
}

private func arrivals(_ transits: [Transit], pace: Interval = .milliseconds(10)) -> [Int64] {
    transits.enumerated().compactMap { index, transit in
        guard case .arrives(let time, _) = transit.verdict else { return nil }
        return (time - (.start + pace * index)).nanoseconds
    }
}

/// Whether a share of the samples is within 5 % of what was asked for.
private func isClose(_ count: Int, of total: Int, to share: Double) -> Bool {
    let measured = Double(count) / Double(total)
    return abs(measured - share) <= share * 0.05
}

@Suite struct NetworkModelTests {
    @Test func delayAndJitterAreWhatWasAskedFor() throws {
        var wire = try Wire()
        wire.degrade {
            $0.delay = .milliseconds(20)
            $0.jitter = .milliseconds(5)
        }
        let times = arrivals(wire.send(20_000))
        #expect(times.count == 20_000)
        let mean = times.reduce(0, +) / Int64(times.count)
        #expect((19_900_000...20_100_000).contains(mean))
        #expect(times.allSatisfy { (15_000_000...25_000_000).contains($0) })
        #expect((times.max() ?? 0) > 24_900_000 && (times.min() ?? 0) < 15_100_000)
    }

    @Test(arguments: [nil, Probability(percent: 50), Probability(percent: 90)])
    func lossIsWhatWasAskedForWithAnyCorrelation(correlation: Probability?) throws {
        var wire = try Wire()
        wire.degrade {
            $0.loss = Probability(percent: 10)
            $0.correlation = correlation
        }
        let transits = wire.send(400_000)
        let lost = transits.filter { $0 == .lost }.count
        #expect(isClose(lost, of: transits.count, to: 0.1))
    }

    @Test func correlatedLossComesInBursts() throws {
        func pairs(_ correlation: Probability?) throws -> Int {
            var wire = try Wire()
            wire.degrade {
                $0.loss = Probability(percent: 10)
                $0.correlation = correlation
            }
            let lost = wire.send(50_000).map { $0 == .lost }
            return zip(lost, lost.dropFirst()).filter { $0 && $1 }.count
        }
        #expect(try pairs(Probability(percent: 80)) > 4 * pairs(nil))
    }

    @Test func duplicationReorderingAndCorruptionAreWhatWasAskedFor() throws {
        var wire = try Wire()
        wire.degrade {
            $0.delay = .milliseconds(50)
            $0.duplicate = Probability(percent: 20)
            $0.reorder = Probability(percent: 25)
            $0.corrupt = Probability(percent: 5)
        }
        let transits = wire.send(100_000)
        let twice = transits.filter {
            if case .arrives(_, .some) = $0.verdict { true } else { false }
        }
        #expect(isClose(twice.count, of: transits.count, to: 0.2))
        #expect(isClose(arrivals(transits).filter { $0 == 0 }.count, of: transits.count, to: 0.25))
        #expect(isClose(transits.filter(\.isCorrupted).count, of: transits.count, to: 0.05))
    }

    @Test func aRateSpreadsPacketsAndTheQueueIsFinite() throws {
        var wire = try Wire()
        wire.degrade { $0.rate = BitRate(bitsPerSecond: 10_000_000) }
        let transits = wire.send(2_000, bytes: 1_250, every: .zero)
        let times = arrivals(transits, pace: .zero)
        // 1,250 bytes take 1 ms at 10 Mbit/s; 1,000 frames of 1,514 bytes may wait.
        #expect(times.prefix(5) == [1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000])
        #expect((1_150...1_250).contains(times.count))
    }

    @Test func aPacketFromFarDoesNotHoldUpOneFromNear() throws {
        var link = LinkConditions()
        link.rate = BitRate(bitsPerSecond: 1_000_000_000)
        var wire = try Wire(baseline: link)
        wire.degrade { $0.delay = .milliseconds(150) }
        _ = wire.send(100, bytes: 1_500, every: .zero)
        let near = wire.model.transit(from: 2, to: wire.far, bytes: 1_500, at: .start)
        #expect(near.verdict == .arrives(.start + .microseconds(24), again: nil))
    }

    @Test func blocksAreOneWayAndPartitionsAreNot() throws {
        var wire = try Wire()
        let block = wire.model.addBlock(pairs: [(0, 1)], rejects: false)
        #expect(wire.send(1) == [.lost])
        let back = wire.model.transit(
            from: 1, to: IPv4Address(10, 0, 0, 1), bytes: 100, at: .start)
        #expect(back != .lost)
        wire.model.removeRule(block)
        let partition = wire.model.addPartition(groups: [[0, 2], [1]])
        #expect(wire.send(1) == [.lost])
        #expect(
            wire.model.transit(from: 0, to: IPv4Address(10, 0, 0, 3), bytes: 1, at: .start)
                != .lost)
        wire.model.removeRule(partition)
        #expect(wire.send(1) != [.lost])
    }

    @Test func aRejectingBlockSaysSoAndSilenceWins() throws {
        var wire = try Wire()
        _ = wire.model.addBlock(pairs: [(0, 1)], rejects: true)
        #expect(wire.send(1) == [.rejected])
        _ = wire.model.addPartition(groups: [[0], [1, 2]])
        #expect(wire.send(1) == [.lost])
    }

    @Test func withoutCarrierNothingPasses() throws {
        var wire = try Wire()
        wire.model.setCarrier(false, host: 1)
        #expect(wire.send(1) == [.lost])
        wire.model.setCarrier(true, host: 1)
        #expect(wire.send(1) != [.lost])
    }

    @Test func longerWaysAddUp() throws {
        var link = LinkConditions()
        link.delay = .milliseconds(1)
        var wire = try Wire(baseline: link)
        var way = LinkConditions()
        way.delay = .milliseconds(40)
        let path = wire.model.addPath(from: [0], to: [1], conditions: way)
        #expect(arrivals(wire.send(1)) == [42_000_000])
        wire.model.removeRule(path)
        #expect(arrivals(wire.send(1)) == [2_000_000])
    }

    @Test func aDrawOnOneLinkDoesNotChangeAnother() throws {
        func fates(noise: Bool) throws -> [Transit] {
            var wire = try Wire()
            wire.degrade { $0.loss = Probability(percent: 50) }
            return (0..<100).map { index in
                if noise {
                    _ = wire.model.transit(
                        from: 2, to: IPv4Address(10, 0, 0, 2), bytes: 9, at: .start)
                }
                return wire.model.transit(
                    from: 0, to: wire.far, bytes: 100, at: .start + .seconds(Int64(index)))
            }
        }
        #expect(try fates(noise: true) == fates(noise: false))
    }
}
