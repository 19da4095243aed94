import LabModel
import LabNetwork
import LabRunner

/// The failure of the contract's own example.
let contractFailure: FailureReport = {
    var failure = FailureReport(
        kind: .expect, subject: "dns simple.service.consul", expected: "192.168.50.102",
        at: .start + .milliseconds(12_500))
    failure.location = SourceLocation(file: "failover.yaml", line: 36, column: 9)
    failure.sourceLine = "      - dns: {query: simple.service.consul, answers: [host-2]}"
    failure.lastSeen = "192.168.50.101 192.168.50.102"
    failure.lastSeenFor = .seconds(5)
    failure.lastSeenCount = 212
    failure.observations = [
        Observation(
            seen: "192.168.50.101 192.168.50.102", first: .start, last: .start + .seconds(5),
            count: 212)
    ]
    failure.faults = [.init(words: "kill host-1/simple", lasted: .seconds(5))]
    failure.log = [
        LogLine(
            at: .start + .milliseconds(12_204),
            unit: .component(host: "host-1", name: "discovery"),
            text: "check service:simple-1 is passing")
    ]
    return failure
}()

/// The step that it belongs to.
let failedStep: StepResult = {
    var step = StepResult(
        index: 1, name: "one application dies", startedAt: .start + .milliseconds(7_500))
    step.outcome = .failed
    step.duration = .seconds(5)
    step.failures = [contractFailure]
    step.message = contractFailure.summary
    return step
}()

/// A run in which it happened.
let failedRun: RunResult = {
    var first = StepResult(index: 0, name: "first \"instance\" <1>", startedAt: .start)
    first.outcome = .passed
    first.duration = .milliseconds(1_204)
    first.measure = Measure(name: "up", value: .microseconds(1_203_400))
    let last = StepResult(index: 2, name: "after", startedAt: .start + .milliseconds(12_500))
    var run = RunResult(scenario: "failover", topology: "three-node", backend: "memory", seed: 7)
    run.outcome = .failed
    run.hash = "0f3a"
    run.duration = .milliseconds(12_500)
    run.events = 4_711
    run.measures = [Measure(name: "up", value: .microseconds(1_203_400))]
    run.steps = [first, failedStep, last]
    run.message = failedStep.message
    return run
}()
