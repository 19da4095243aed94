import LabModel
import LabNetwork
import LabRunner
import Testing

@Suite struct ExecutionTests {
    private func lab(_ output: String = "", code: Int32 = 0, errors: String = "") -> FakeLab {
        let lab = FakeLab(backend: "netns")
        lab.commands["dig"] = ExecutionResult(code: code, output: output, errorOutput: errors)
        return lab
    }

    private func exec(
        _ words: String..., on: [Target] = [], exit: Int32 = 0, stdout: TextPattern? = nil,
        capture: String? = nil
    ) -> Action {
        .execute(
            ExecuteAction(
                command: words, on: on, exit: exit, stdout: stdout, capture: capture))
    }

    @Test func runsOnTheFirstHostThatIsUp() {
        let lab = lab()
        lab.set(.host("host-1"), .signaled("power"))
        let recorder = Recorder()
        let result = run(.of(.of([exec("dig", "simple")])), in: lab, recorder: recorder)
        #expect(result.outcome == .passed)
        #expect(lab.calls == ["0.000 exec dig simple on host-2"])
        #expect(recorder.actions == ["exec dig simple on host-2"])
        #expect(lab.executions.isEmpty)
    }

    @Test func severalHostsRunItAtTheSameTime() {
        let lab = lab("x\n")
        lab.delay = .seconds(2)
        let result = run(
            .of(.of([exec("dig", on: [.name("host-1"), .name("host-3")], capture: "answer")])),
            in: lab)
        #expect(lab.calls == ["0.000 exec dig on host-1", "0.000 exec dig on host-3"])
        #expect(lab.now < .start + .milliseconds(2_100))
        #expect(
            result.captures == [
                Capture(name: "answer", host: "host-1", output: "x"),
                Capture(name: "answer", host: "host-3", output: "x"),
            ])
    }

    @Test func theExitCodeAndTheOutputAreChecked() {
        #expect(run(.of(.of([exec("dig", exit: 9)])), in: lab(code: 9)).outcome == .passed)
        #expect(
            run(.of(.of([exec("dig", stdout: .exactly("a\nb"))])), in: lab("a\nb\n")).outcome
                == .passed)
        #expect(
            run(.of(.of([exec("dig", stdout: .matching("^b"))])), in: lab("ab")).outcome
                == .failed)
    }

    @Test func aFailureShowsWhatWasWritten() throws {
        let lab = lab("1\n2\n3\n4\n5\n6\n", code: 1, errors: "no such host\n")
        let result = run(.of(.of([exec("dig", "x")])), in: lab)
        #expect(result.outcome == .failed)
        let report = try #require(result.steps.first?.failures.first)
        #expect(report.explanation == "dig x on host-1: exited with 1, expected 0")
        #expect(
            report.log.map { "\($0.unit) \($0.text)" } == [
                "host-1 [stdout] 2", "host-1 [stdout] 3", "host-1 [stdout] 4", "host-1 [stdout] 5",
                "host-1 [stdout] 6", "host-1 [stderr] no such host",
            ])
        let other = run(.of(.of([exec("dig", stdout: .exactly("10.0.0.1"))])), in: self.lab("no"))
        #expect(
            other.message == "exec: dig on host-1: expected the output 10.0.0.1, it wrote no")
    }

    @Test func theDeadlineEndsACommand() {
        let lab = FakeLab(backend: "netns")
        let result = run(.of(.of([exec("sleep", "100")], within: .seconds(3))), in: lab)
        #expect(result.outcome == .failed)
        #expect(result.message?.contains("had not ended by the step's deadline") == true)
        #expect(lab.now == .start + .seconds(3))
        #expect(lab.executions.isEmpty)
    }

    @Test func expectationsFollowTheCommand() {
        let lab = lab()
        lab.delay = .seconds(1)
        let result = run(
            .of(
                .of(
                    [exec("dig")],
                    expect: [.process(ProcessCheck(target: .name("host-1"), state: .running))])),
            in: lab)
        #expect(result.outcome == .passed)
        #expect(result.duration >= .seconds(1))
    }
}
