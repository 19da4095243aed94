import Foundation
import Testing

@Suite struct InterruptionTests {
    @Test(.timeLimit(.minutes(5)), arguments: [SIGINT, SIGTERM])
    func aSignalEndsTheRunsAndStillWritesTheReports(_ signal: Int32) async throws {
        let folder = try TemporaryFolder()
        let process = LabExecutable.prepared([
            "run", "failover", "--seed", "1..100000", "--json", "--report", folder.path("report"),
        ])
        let pipe = Pipe()
        process.standardOutput = pipe
        let reader = pipe.fileHandleForReading
        var output = Data()
        let status = try await LabExecutable.end(of: process) {
            // Its first line says that the runs have begun.
            output = reader.availableData
            kill(process.processIdentifier, signal)
            output += reader.readDataToEndOfFile()
        }
        #expect(status == 130)
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect((1..<1000).contains(lines.count))
        #expect(try JSONRun(try #require(lines.first)).result == "passed")
        let report = try JSONSerialization.jsonObject(
            with: Data(folder.text("report/report.json").utf8))
        let runs = try #require((report as? [String: Any])?["runs"] as? [[String: Any]])
        #expect(runs.count == lines.count)
    }

    @Test(.timeLimit(.minutes(5)))
    func aReaderThatGoesAwayEndsTheProgram() async throws {
        let process = LabExecutable.prepared(["run", "failover", "--seed", "1..100000"])
        let pipe = Pipe()
        process.standardOutput = pipe
        let status = try await LabExecutable.end(of: process) {
            _ = pipe.fileHandleForReading.availableData
            try? pipe.fileHandleForReading.close()
        }
        #expect(status != 0)
    }
}
