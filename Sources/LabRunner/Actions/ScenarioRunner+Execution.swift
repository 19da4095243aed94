import LabModel
import LabNetwork

extension ScenarioRunner {
    /// How many of the last lines of each output a report shows.
    private static let shownOutputLines = 5

    /// A command that was started on a host, and what came of it.
    private struct Started {
        var host: String
        var execution: ExecutionID
        var result: ExecutionResult?
    }

    /// Runs a command on its hosts at the same time, and waits until all have ended.
    ///
    /// A command that runs when the step's deadline comes is killed. Where its output is kept and it
    /// runs on several hosts, each host's is kept.
    func execute(_ action: ExecuteAction, _ placed: PlacedAction) throws(Halt) -> String {
        let hosts =
            action.on.isEmpty
            ? [try find(placed, missing: "no host is up to run it on") { $0.firstHostUp }]
            : try findHosts(action.on, placed)
        let command = action.command.joined(separator: " ").firstLine
        var started: [Started] = []
        defer { for run in started { lab.forget(run.execution) } }
        for host in hosts {
            do throws(LabError) {
                started.append(
                    Started(host: host, execution: try lab.execute(action.command, on: host)))
            } catch {
                throw .error("exec \(command) on \(host): \(error.message)")
            }
        }
        _ = try pump(until: current?.deadline ?? lab.now) {
            for index in started.indices where started[index].result == nil {
                started[index].result = lab.result(of: started[index].execution)
            }
            return started.allSatisfy { $0.result != nil }
        }
        let reports = started.compactMap { complaint($0, action, command, placed) }
        if let name = action.capture {
            for run in started {
                guard let output = run.result?.output else { continue }
                keep(Capture(name: name, host: run.host, output: output.withoutLineEnds))
            }
        }
        if !reports.isEmpty { throw .stepFailed(reports) }
        return "exec \(command) on "
            + (action.on.isEmpty ? hosts.joined(separator: " ") : action.on.words(resolved: hosts))
    }

    /// What is wrong with how a command went; `nil` where nothing is.
    private func complaint(
        _ run: Started, _ action: ExecuteAction, _ command: String, _ placed: PlacedAction
    ) -> FailureReport? {
        let reason: String
        if let result = run.result {
            let output = result.output.withoutLineEnds
            if result.code != action.exit {
                reason = "exited with \(result.code), expected \(action.exit)"
            } else if let wanted = action.stdout, !wanted.matches(output) {
                reason =
                    "expected the output \(wanted), "
                    + (output.isEmpty ? "it wrote nothing" : "it wrote \(output.firstLine)")
            } else {
                return nil
            }
        } else {
            reason = "had not ended by the step's deadline"
        }
        var report = report(on: placed, "\(command) on \(run.host): \(reason)")
        report.log = tail(of: run)
        return report
    }

    private func tail(of run: Started) -> [LogLine] {
        let outputs = [("stdout", run.result?.output), ("stderr", run.result?.errorOutput)]
        return outputs.flatMap { name, text in
            (text ?? "").split(whereSeparator: \.isNewline).suffix(Self.shownOutputLines).map {
                LogLine(at: lab.now, unit: .host(run.host), text: "[\(name)] \($0)")
            }
        }
    }
}

extension String {
    /// The text as a shell's `$(…)` takes it.
    fileprivate var withoutLineEnds: String {
        var text = Substring(self)
        while text.last?.isNewline ?? false { text.removeLast() }
        return String(text)
    }
}
