import LabModel
import LabNetwork
import LabReport
import LabRunner
import Testing

@Suite struct FailureTextTests {
    @Test func looksAsTheContractShows() {
        #expect(
            FailureText(colour: false).text(failedStep) == """
                ✗ one application dies                                         5.000 s
                  failover.yaml:36:9
                  36 |       - dns: {query: simple.service.consul, answers: [host-2]}
                     |         ^ expected 192.168.50.102, last answer 192.168.50.101 192.168.50.102 (for 5.000 s, 212 answers)
                  faults in force: kill host-1/simple (5.000 s)
                  host-1/discovery │ 12.204 check service:simple-1 is passing

                """)
    }

    @Test func listsEachWrongValueWhereThereWereSeveral() {
        var step = failedStep
        var failure = contractFailure
        failure.log = []
        failure.faults = []
        failure.observations.append(
            Observation(
                seen: "NXDOMAIN", first: .start + .seconds(2), last: .start + .seconds(2), count: 1)
        )
        step.failures = [failure]
        #expect(
            FailureText(colour: false).text(step).hasSuffix(
                """
                     |           from 0.000 to 5.000: 192.168.50.101 192.168.50.102 (212 answers)
                     |           from 2.000 to 2.000: NXDOMAIN (1 answer)

                """))
    }

    @Test func namesTheProcessesThatEndedWithAnError() {
        var step = failedStep
        let unit = Unit.component(host: "host-2", name: "discovery")
        step.failures[0].ended = [.init(unit: unit, code: 1, since: .seconds(3))]
        #expect(
            FailureText(colour: false).text(step).contains(
                "(5.000 s)\n  host-2/discovery has ended with code 1, 3.000 s ago\n"))
    }

    @Test func leavesOutTheMiddleOfVeryManyValues() {
        var step = failedStep
        step.failures[0].observations = (0..<20).map {
            Observation(seen: "value \($0)", first: .start, last: .start, count: 1)
        }
        let text = FailureText(colour: false).text(step)
        #expect(text.contains("value 2 ") && text.contains("… 14 other values"))
        #expect(!text.contains("value 3 ") && text.contains("value 19 "))
    }

    @Test func worksWithoutAPlaceInAFile() {
        var step = failedStep
        step.failures[0].location = nil
        step.failures[0].sourceLine = nil
        #expect(
            FailureText(colour: false).text(step).contains("\n  expected 192.168.50.102, last"))
    }

    @Test func coloursOnlyWhenTold() {
        #expect(!FailureText(colour: false).text(failedStep).contains("\u{1B}"))
        #expect(FailureText(colour: true).text(failedStep).contains("\u{1B}[1;31m✗\u{1B}[0m"))
    }
}
