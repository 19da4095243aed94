import Foundation
import Testing

@Suite struct FileErrorTests {
    @Test func anUnknownScenarioBringsTheNearestOne() async throws {
        let outcome = try await LabExecutable.run("run", "failovr")
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors == "no scenario 'failovr': did you mean 'failover'?\n")
    }

    @Test func withoutAFolderOfScenariosItIsSaidSo() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await LabExecutable.run("run", "failover", in: folder.url("."))
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("start the lab beside a folder named Scenarios"))
    }

    @Test func allTheErrorsOfAFileAreReportedInOneGo() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(SampleScenarios.slips, to: "slips.yaml")
        let outcome = try await LabExecutable.run("run", file)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.errors.replacingOccurrences(of: file, with: "slips.yaml") == """
                slips.yaml:4:5: unknown key 'kil' in a step
                  4 |     kil: host-1
                    |     ^~~ did you mean 'kill'?
                slips.yaml:5:13: 5 what? write 5s
                  5 |     within: 5
                    |             ^
                slips.yaml:6:12: 'simpel' is neither a host nor a component nor a service
                  6 |   - start: simpel
                    |            ^~~~~~ did you mean 'simple'?
                slips.yaml:7:9: unknown host 'hots-1'
                  7 |     on: hots-1
                    |         ^~~~~~ did you mean 'host-1'?
                slips.yaml:9:25: unknown key 'answer' in a dns check
                  9 |       - dns: {query: x, answer: [host-1]}
                    |                         ^~~~~~ did you mean 'answers'?

                """)
    }

    @Test func nothingRunsWhileAnyFileHasAnError() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(SampleScenarios.slips, to: "slips.yaml")
        let outcome = try await LabExecutable.run("run", "failover", file, "nobody")
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("did you mean 'kill'?"))
        #expect(outcome.errors.contains("no scenario 'nobody'"))
    }

    @Test func anEmptyFileIsNoScenario() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("", to: "empty.yaml")
        let outcome = try await LabExecutable.run("run", file)
        #expect(outcome.status == 2)
        #expect(outcome.errors == "\(file):1:1: the file is empty\n")
    }

    @Test func binaryJunkIsNoScenario() async throws {
        let folder = try TemporaryFolder()
        var bits: UInt64 = 88_172_645_463_325_252
        let junk = (0..<4096).map { _ in
            bits ^= bits << 13
            bits ^= bits >> 7
            bits ^= bits << 17
            return UInt8(truncatingIfNeeded: bits)
        }
        try Data([0] + junk).write(to: folder.url("junk.yaml"))
        let outcome = try await LabExecutable.run("run", folder.path("junk.yaml"))
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasSuffix(": this is no text file\n"))
    }

    @Test func tabsAreShownWhereTheyStand() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("name: x\n\tsteps: []\n", to: "tabs.yaml")
        let outcome = try await LabExecutable.run("run", file)
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("\(file):2:1: a tab in the indentation"))
    }

    @Test func aFileOfAHundredMegabytesIsRefusedUnread() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("", to: "big.yaml")
        #expect(truncate(file, 100 << 20) == 0)
        let outcome = try await LabExecutable.run("run", file)
        #expect(outcome.status == 2)
        #expect(outcome.errors == "\(file) has 100 MiB: a file has at most 8 MiB\n")
    }

    @Test func aDirectoryIsNoScenario() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await LabExecutable.run("validate", folder.path("."), "")
        #expect(outcome.status == 2)
        #expect(outcome.errors.split(separator: "\n").count == 2)
    }
}
