import Foundation
import Testing

/// What the README shows is what the lab prints, but for the numbers.
@Suite struct ReadmeTests {
    private static let page =
        (try? String(
            contentsOf: LabExecutable.home.appendingPathComponent("README.md"), encoding: .utf8))
        ?? ""

    /// What the README shows after a command, each time that it does.
    private func shown(after command: String) -> [String] {
        Self.page.components(separatedBy: "```console\n").dropFirst().compactMap { part in
            let block = part.components(separatedBy: "```")[0]
            let line = "$ \(command)\n"
            return block.hasPrefix(line) ? String(block.dropFirst(line.count)) : nil
        }
    }

    /// A text without lines of logs, without its hashes and with every number the same.
    private func masked(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.contains(" │ ") }.joined(separator: "\n")
            .replacing(/[0-9a-f]{32}/, with: "HASH").replacing(/\d+/, with: "0")
            .replacing(/[ ]{2,}/, with: " ").replacing("0 answers", with: "0 answer")
    }

    @Test func theFirstScenarioIsShownAsItRuns() async throws {
        let outcome = try await LabExecutable.run("run", "scenarios/failover.yaml")
        let shown = shown(after: "swift run lab run scenarios/failover.yaml")
        #expect(shown.map(masked) == [masked(outcome.output)])
    }

    @Test func theFailureIsShownAsItIsReported() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(SampleScenarios.wrong, to: "wrong.yaml")
        let failure = try await LabExecutable.run("run", file)
        _ = try folder.write(
            try SampleScenarios.wrong.replacing(
                "    kill: host-1/simple", with: "    kil: host-1/simple"),
            to: "wrong.yaml")
        let slip = try await LabExecutable.run("run", file)
        let shown = shown(after: "swift run lab run wrong.yaml")
        let real = [failure.output, slip.errors].map { $0.replacing(file, with: "wrong.yaml") }
        #expect(shown.map(masked) == real.map(masked))
    }

    @Test func theDrawingIsShownAsItIsDrawn() async throws {
        let outcome = try await LabExecutable.run("graph", "three-node")
        #expect(
            outcome.output.hasPrefix(shown(after: "swift run lab graph three-node").first ?? "?"))
    }

    @Test func everyCommandAndOptionIsDocumented() async throws {
        let commands = try String(
            contentsOf: LabExecutable.home.appendingPathComponent("Documentation/Commands.md"),
            encoding: .utf8)
        for command in LabExecutable.commands {
            #expect(commands.contains("`lab \(command)"), "lab \(command)")
            let help = try await LabExecutable.run(command, "--help").output
            for option in help.matches(of: /\n  (?:-\w, )?(--[a-z-]+)/).map(\.output.1)
            where !["--version", "--help"].contains(option) {
                let isThere = ["`", " "].contains { end in
                    commands.contains("`\(option)\(end)")
                }
                #expect(isThere, "\(option) of lab \(command)")
            }
        }
    }
}
