import Foundation
import LabHost
import Testing

@testable import LabSupervisor

/// What hosts have written gets on their disks before a power cut may come.
@Suite struct DiskTests {
    private func syncs(_ host: FakeHost) -> Int {
        host.ordered.count { order in if case .syncDisk = order { true } else { false } }
    }

    @Test func allDisksAreWrittenWhenTheLabIsReady() throws {
        let test = try TestLab(abilities: [.hasOwnDisk])
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try lab.syncDisks()
        #expect(try ["host-1", "host-2"].map { syncs(try test.host($0)) } == [1, 1])
    }

    @Test func aRestoredHostIsAskedOnlyForWhatCameAfterwards() throws {
        let test = try TestLab(abilities: [.hasOwnDisk])
        test.maker.record.withLock { $0.restored = ["host-1"] }
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        for expected in [[0, 1], [1, 2]] {
            try lab.syncDisks()
            #expect(try ["host-1", "host-2"].map { syncs(try test.host($0)) } == expected)
        }
    }

    @Test func hostsWithoutADiskOfTheirOwnAreNotAsked() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        try lab.syncDisks()
        #expect(try syncs(test.host("host-1")) == 0)
    }

    @Test func nobodyWaitsForAHostThatGoesOffMeanwhile() throws {
        let test = try TestLab(abilities: [.hasOwnDisk])
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let host = try test.host("host-1")
        host.isBusy.store(true, ordering: .relaxed)
        Thread.detachNewThread {
            try? TestLab.eventually { syncs(host) == 1 }
            host.end()
        }
        try lab.syncDisks()
        try TestLab.eventually(lab) { lab.state(of: .host("host-1")) != .running }
    }
}
