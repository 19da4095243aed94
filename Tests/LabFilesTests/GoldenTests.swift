import LabModel
import Testing

@testable import LabFiles

/// What users read when a file is wrong, to the letter.
struct GoldenTests {
    private let loader = ScenarioLoader(
        directory: repository, environment: ["ADDRESS": "10.0.0.9"])

    @Test(arguments: GoldenCase.yamlSyntax)
    func mistakesInYAMLAreExplained(_ golden: GoldenCase) {
        let diagnostics = Diagnostics()
        _ = YAMLReader(diagnostics: diagnostics).read(golden.text, file: "y.yaml")
        expect(golden) { () throws(FileError) in try diagnostics.throwIfAny() }
    }

    @Test(arguments: GoldenCase.topologyErrors)
    func mistakesInTopologiesAreExplained(_ golden: GoldenCase) {
        expect(golden) { () throws(FileError) in
            _ = try loader.topology(text: golden.text, file: "t.yaml")
        }
    }

    @Test(arguments: GoldenCase.scenarioErrors + GoldenCase.actionErrors + GoldenCase.checkErrors)
    func mistakesInScenariosAreExplained(_ golden: GoldenCase) {
        expect(golden) { () throws(FileError) in
            _ = try loader.scenario(text: golden.text, file: "s.yaml")
        }
    }

    @Test(arguments: GoldenCase.componentErrors)
    func mistakesInComponentDefinitionsAreExplained(_ golden: GoldenCase) {
        expect(golden) { () throws(FileError) in
            _ = try loader.component(text: golden.text, file: "c.yaml")
        }
    }

    private func expect(_ golden: GoldenCase, _ body: () throws(FileError) -> Void) {
        do throws(FileError) {
            try body()
            Issue.record("nothing is wrong with \(golden.title)")
        } catch {
            #expect(error.description == golden.expected)
        }
    }
}
