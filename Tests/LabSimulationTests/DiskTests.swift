import LabNetwork
import LabProgram
import LabSimulation
import Testing

private let file = StoreFile(rawValue: 1)

/// Appends a record every 100 ms and syncs every tenth.
private struct Writer: Program {
    var written: UInt8 = 0
    var durable: UInt8 = 0
    var found: [[UInt8]] = []
    var refused = 0

    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started:
            found = system.records(of: file)
            written = found.last?.first ?? 0
            durable = written
        case .synced(_, let token): durable = UInt8(token)
        default: break
        }
        if case .synced = event { return }
        _ = system.setTimer(after: .milliseconds(100), TimerToken(rawValue: 1))
        do {
            try system.append([written + 1], to: file)
            written += 1
        } catch {
            refused += 1
        }
        if written % 10 == 0 { system.sync(file, token: UInt64(written)) }
    }
}

@Suite struct DiskTests {
    @Test func aKilledProgramLosesNothing() throws {
        let lab = try TwoHosts()
        let first = lab.world.spawn(Writer(), named: "w", on: 0)
        lab.world.run(until: .start + .milliseconds(1_550))
        lab.world.kill(first)
        let second = lab.world.spawn(Writer(), named: "w", on: 0)
        lab.world.run(until: .start + .milliseconds(1_560))
        #expect(lab.world.program(of: second, as: Writer.self)?.found.count == 16)
    }

    @Test(arguments: 1...20)
    func aPowerCutLeavesAPrefixWithAllThatWasSynced(seed: UInt64) throws {
        let lab = try TwoHosts(seed: seed)
        _ = lab.world.spawn(Writer(), named: "w", on: 0)
        lab.world.run(until: .start + .milliseconds(1_550))
        lab.world.powerOff(0)
        lab.world.powerOn(0)
        let second = lab.world.spawn(Writer(), named: "w", on: 0)
        lab.world.run(until: .start + .milliseconds(1_560))
        let found = try #require(lab.world.program(of: second, as: Writer.self)?.found)
        #expect((10...16).contains(found.count))
        #expect(found == (1...UInt8(found.count)).map { [$0] })
    }

    @Test func someSeedLosesWhatWasNotSynced() throws {
        let kept = try (1...20).map { seed in
            let lab = try TwoHosts(seed: UInt64(seed))
            _ = lab.world.spawn(Writer(), named: "w", on: 0)
            lab.world.run(until: .start + .milliseconds(1_550))
            lab.world.powerOff(0)
            lab.world.powerOn(0)
            let second = lab.world.spawn(Writer(), named: "w", on: 0)
            lab.world.run(until: .start + .milliseconds(1_560))
            return lab.world.program(of: second, as: Writer.self)?.found.count ?? 0
        }
        #expect(kept.contains { $0 < 16 })
        #expect(kept.contains { $0 > 10 })
    }

    @Test func aFullDiskRefusesUntilThereIsRoomAgain() throws {
        let lab = try TwoHosts()
        let process = lab.world.spawn(Writer(), named: "w", on: 0)
        lab.world.run(until: .start + .milliseconds(550))
        lab.world.fillDisk(of: 0, leaving: 2)
        lab.world.run(until: .start + .milliseconds(1_050))
        let full = try #require(lab.world.program(of: process, as: Writer.self))
        #expect(full.written == 8)
        #expect(full.refused == 3)
        lab.world.fillDisk(of: 0, leaving: nil)
        lab.world.run(until: .start + .milliseconds(1_250))
        #expect(lab.world.program(of: process, as: Writer.self)?.written == 10)
    }
}
