import Foundation
import LabNetwork
import LabProgram
import Testing

@testable import LabRuntime

/// A program that appends what it is told to, for tests of stores.
private struct Keeper: Program {
    let journal: Journal

    mutating func handle(_ event: Event, on system: inout some System) {
        journal.add(event.words)
    }
}

private let file = StoreFile(rawValue: 3)

@Suite struct StoreTests {
    /// A directory that is removed with the test.
    private final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.path + "/lab-store-\(UUID().uuidString)"
        deinit { try? FileManager.default.removeItem(atPath: path) }

        var names: [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        }

        func contents(_ name: String) throws -> Data {
            try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
        }

        func write(_ data: Data, to name: String) throws {
            try data.write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
    }

    private func keeper(_ folder: Folder, _ journal: Journal) async throws -> Running<Keeper> {
        try await Running({ Keeper(journal: journal) }) { $0.dataDirectory = folder.path }
    }

    private func records(in folder: Folder) async throws -> [[UInt8]] {
        let running = try await keeper(folder, Journal())
        let records = try await running.with { _, system in system.records(of: file) }
        try await running.stop()
        return records
    }

    /// Writes three records, as a program does that is killed before it asks for anything more.
    private func threeRecords(in folder: Folder) async throws {
        let running = try await keeper(folder, Journal())
        try await running.with { _, system in
            for record in [[1], [], [3, 3, 3]] as [[UInt8]] {
                try? system.append(record, to: file)
            }
        }
        try await running.stop()
    }

    @Test func recordsComeBackInOrder() async throws {
        let folder = Folder()
        try await threeRecords(in: folder)
        #expect(try await records(in: folder) == [[1], [], [3, 3, 3]])
        #expect(folder.names == ["lock", "store-3.1"])
    }

    @Test func syncsAreAnsweredEachInOrder() async throws {
        let folder = Folder()
        let journal = Journal()
        let running = try await keeper(folder, journal)
        try await running.with { _, system in
            system.sync(file, token: 1)
            try? system.append([1], to: file)
            system.sync(file, token: 2)
            system.sync(file, token: 3)
            try? system.replace(file, with: [[4]], token: 4)
            try? system.replace(file, with: [[5]], token: 5)
            try? system.append([6], to: file)
        }
        #expect(await journal.wait(for: "synced 5"))
        #expect(journal.entries == ["started"] + (1...5).map { "synced \($0)" })
        #expect(try await running.with { _, system in system.records(of: file) } == [[5], [6]])
        try await running.stop()
        #expect(try await records(in: folder) == [[5], [6]])
        #expect(folder.names.filter { $0.hasPrefix("store") }.count == 1)
    }

    @Test(arguments: 1...10)
    func aTornRecordIsDropped(cut: Int) async throws {
        let folder = Folder()
        try await threeRecords(in: folder)
        let whole = try folder.contents("store-3.1")
        try folder.write(whole.dropLast(cut), to: "store-3.1")
        #expect(try await records(in: folder) == [[1], []])
        #expect(try folder.contents("store-3.1").count == whole.count - 11)
    }

    @Test(arguments: [1, 4, 8, 11])
    func aSpoiledRecordIsDropped(place: Int) async throws {
        let folder = Folder()
        try await threeRecords(in: folder)
        var spoiled = try folder.contents("store-3.1")
        spoiled[spoiled.count - place] ^= 64
        try folder.write(spoiled, to: "store-3.1")
        #expect(try await records(in: folder) == [[1], []])
    }

    @Test func zerosThatAPowerCutLeavesAreNoRecords() async throws {
        let folder = Folder()
        try await threeRecords(in: folder)
        try folder.write(folder.contents("store-3.1") + Data(count: 4_096), to: "store-3.1")
        #expect(try await records(in: folder) == [[1], [], [3, 3, 3]])
        let running = try await keeper(folder, Journal())
        try await running.with { _, system in try? system.append([4], to: file) }
        try await running.stop()
        #expect(try await records(in: folder) == [[1], [], [3, 3, 3], [4]])
    }

    @Test func aReplacementCountsWhenItIsWhole() async throws {
        let folder = Folder()
        try await threeRecords(in: folder)
        let next = RecordFormat.file(of: [[7], [8]]) + RecordFormat.entry(of: [9])
        try folder.write(Data(next), to: "store-3.2")
        #expect(try await records(in: folder) == [[7], [8], [9]])
    }

    @Test(arguments: [0, 8, 16, 20, 33])
    func aTornReplacementCountsNothing(size: Int) async throws {
        let folder = Folder()
        try await threeRecords(in: folder)
        let next = RecordFormat.file(of: [[7], [8]])
        try folder.write(Data(next.prefix(size)), to: "store-3.2")
        #expect(try await records(in: folder) == [[1], [], [3, 3, 3]])
        #expect(folder.names == ["lock", "store-3.1"])
    }

    @Test func twoProgramsDoNotShareADirectory() async throws {
        let folder = Folder()
        let first = try await keeper(folder, Journal())
        await #expect(throws: RuntimeError.self) { try await keeper(folder, Journal()) }
        try await first.stop()
        // The last job of the first one closes the lock on its own thread.
        _ = try await first.with { _, _ in }
    }

    @Test(.enabled(if: SmallDisk.isPermitted, "only root can mount a small disk to fill"))
    func aFullDiskRefusesWholeRecordsUntilThereIsRoom() async throws {
        let disk = try #require(SmallDisk())
        let running = try await Running({ Keeper(journal: Journal()) }) {
            $0.dataDirectory = disk.path
        }
        let filler = StoreFile(rawValue: 9)
        let (written, refusals) = try await running.with { _, system -> (Int, [SystemError]) in
            var written = 0
            var refusals: [SystemError] = []
            try? system.append([1], to: filler)
            while refusals.isEmpty {
                do throws(SystemError) {
                    try system.append([UInt8](repeating: 7, count: 900), to: file)
                    written += 1
                } catch {
                    refusals.append(error)
                }
            }
            do throws(SystemError) {
                try system.replace(file, with: [[8]], token: 1)
            } catch {
                refusals.append(error)
            }
            return (written, refusals)
        }
        #expect(written > 4)
        #expect(refusals == [.diskFull, .diskFull])
        let kept = try await running.with { _, system in system.records(of: file) }
        #expect(kept.map(\.count) == Array(repeating: 900, count: written))
        try FileManager.default.removeItem(atPath: "\(disk.path)/store-9.1")
        try await running.with { _, system in try? system.append([2], to: file) }
        let last = try await running.with { _, system in system.records(of: file).last }
        #expect(last == [2])
        try await running.stop()
    }

    @Test func withoutADirectoryStoresLastAsLongAsTheProgram() async throws {
        let journal = Journal()
        let running = try await Running { Keeper(journal: journal) }
        try await running.with { _, system in
            try? system.append([1], to: file)
            try? system.replace(file, with: [[2]], token: 9)
        }
        #expect(await journal.wait(for: "synced 9"))
        #expect(try await running.with { _, system in system.records(of: file) } == [[2]])
        try await running.stop()
    }

    @Test func theChecksumIsCastagnolis() {
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xe306_9283)
        let first = CRC32C.checksum(Array("1234".utf8))
        #expect(CRC32C.checksum(Array("56789".utf8), after: first) == 0xe306_9283)
    }
}
