import Foundation
import LabHost
import LabProgram
import Testing

/// Processes of a host, from their start to their end.
@Suite(.enabled(if: TestHost.isPossible, TestHost.reason))
struct ProcessTests {
    private func script(_ name: String, _ text: String) -> ProcessSpec {
        ProcessSpec(name: name, command: ["sh", "-c", text])
    }

    @Test func aProcessRunsWithItsFilesItsVariablesAndItsDirectory() throws {
        let host = try TestHost.ready()
        var spec = script("a", "cat /etc/a/b.conf; echo $COLOR; pwd; echo wrong >&2; exit 3")
        spec.files = [.init(path: "/etc/a/b.conf", contents: "text\n")]
        spec.environment = [.init("COLOR", "blue")]
        spec.data = ["/var/lib/a"]
        spec.directory = "/var/lib/a"
        try host.order(.start(spec))
        try host.state(of: "a") { if case .running(let pid) = $0 { pid > 1 } else { false } }
        try host.state(of: "a") { $0 == .exited(code: 3) }
        #expect(host.lines(of: "a") == ["text", "blue", "/var/lib/a", "wrong"])
    }

    @Test func aProcessHasNothingOfTheAgentsOwn() throws {
        let host = try TestHost.ready()
        try host.order(
            .start(
                script(
                    "a",
                    "ls /proc/self/fd | tr '\\n' ' '; grep -E 'SigBlk|SigIgn' /proc/self/status; ps -o sid= -p $$ | tr -d ' '; echo $$"
                )))
        try host.state(of: "a") { $0 == .exited(code: 0) }
        let lines = host.lines(of: "a")
        // The fourth is the directory that ls reads.
        #expect(lines.first?.hasPrefix("0 1 2 3 ") == true)
        #expect(lines.contains { $0.hasSuffix("SigBlk:\t0000000000000000") })
        #expect(lines.contains { $0.hasSuffix("SigIgn:\t0000000000000000") })
        #expect(lines.suffix(2).first == lines.last)
    }

    @Test func aProcessIsPassedItsPortsOpen() throws {
        let host = try TestHost.ready()
        var spec = script(
            "a",
            "echo $LISTEN_FDS; readlink /proc/self/fd/3 | cut -d: -f1;"
                + " awk '$4 == \"0A\" && $2 ~ /^00000000/ {print $2}' /proc/self/net/tcp | sort;"
                + " sleep infinity")
        spec.listens = [8_080, 9_090]
        try host.order(.start(spec))
        let wanted = ["2", "socket", "00000000:1F90", "00000000:2382"]
        try host.wait(for: "\(wanted)") { host.lines(of: "a") == wanted }
    }

    @Test func whatCannotBeStartedSaysWhatToDo() throws {
        let host = try TestHost.ready()
        func words(_ command: String...) throws -> String {
            try host.order(.start(ProcessSpec(name: "a", command: command)))
            let report = try host.state(of: "a")
            guard case .failed(let words) = report.state else { return "\(report)" }
            return words
        }
        #expect(
            try words("no-such-program").contains(
                "no-such-program is not on this machine: install it"))
        #expect(try words("/opt/no/such").contains("there is no program /opt/no/such"))
        #expect(try words("/tmp/x").contains("a host has a /tmp of its own"))
        #expect(try words("/etc/passwd").contains("chmod +x"))
        _ = try host.shell(
            "printf '#!/no/such/interpreter\\n' > /etc/s; printf 'text' > /etc/t; chmod +x /etc/s /etc/t"
        )
        #expect(try words("/etc/s").contains("first line"))
        #expect(try words("/etc/t").contains("no program for this machine"))
        var spec = ProcessSpec(name: "a", command: ["true"])
        spec.directory = "/no/such/place"
        try host.order(.start(spec))
        guard case .failed(let reason) = try host.state(of: "a").state else { return }
        #expect(reason.contains("/no/such/place"))
    }

    @Test func everyLineOfABurstArrivesInOrder() throws {
        let host = try TestHost.ready()
        try host.order(
            .start(
                script(
                    "a",
                    "i=0; while [ $i -lt 1000 ]; do echo line $i; i=$((i+1)); done; printf last")))
        try host.state(of: "a") { $0 == .exited(code: 0) }
        #expect(host.lines(of: "a") == (0..<1000).map { "line \($0)" } + ["last"])
    }

    @Test func aFloodIsCutAndTheHostGoesOn() throws {
        let host = try TestHost.ready()
        try host.order(.start(script("a", "exec yes")))
        try host.wait(for: "a burst") { host.lines(of: "a").count >= 15_000 }
        #expect(try host.shell("echo here").output == "here\n")
        try host.order(.signal(process: "a", signal: "SIGKILL"))
        try host.state(of: "a") { $0 == .signaled("SIGKILL") }
        #expect(host.lines(of: "a").count < 100_000)
    }

    @Test func aProcessThatRunsAsItIsAskedForIsLeftAlone() throws {
        let host = try TestHost.ready()
        try host.order(.start(script("a", "sleep 1000")))
        let first = try host.state(of: "a")
        try host.order(.start(script("a", "sleep 1000")))
        #expect(try host.state(of: "a") == first)
    }

    @Test func ordersToMachinesAreRefusedInWords() throws {
        let host = try TestHost.ready()
        try host.order(.setClock(wall: 0, driftPerBillion: 0))
        #expect(try host.failure().contains("the clock of this host is the machine's"))
        try host.order(.detach)
        #expect(try host.failure().contains("this host ends with the lab"))
    }

    @Test func aKilledProcessIsReportedAndItsNameCanBeUsedAgain() throws {
        let host = try TestHost.ready()
        try host.order(.start(script("a", "sleep 1000 & sleep 1000")))
        try host.state(of: "a")
        try host.order(.start(script("a", "true")))
        #expect(try host.failure().contains("a runs already"))
        try host.order(.signal(process: "a", signal: "KILL"))
        try host.state(of: "a") { $0 == .signaled("SIGKILL") }
        #expect(try host.shell("ps ax").output.contains("sleep") == false)
        try host.order(.start(script("a", "exit 0")))
        try host.state(of: "a") { $0 == .exited(code: 0) }
        try host.order(.signal(process: "b", signal: "KILL"))
        #expect(try host.failure().contains("nothing called b"))
        try host.order(.signal(process: "a", signal: "SIGNAL"))
        #expect(try host.failure().contains("no signal SIGNAL"))
    }

    @Test func aProcessThatIsBeingStoppedCanBeStartedAgain() throws {
        let host = try TestHost.ready()
        let text = "trap 'sleep 0.1; exit 0' TERM; echo up; while :; do sleep 0.01; done"
        try host.order(.start(script("a", text)))
        try host.wait(for: "up") { host.lines(of: "a") == ["up"] }
        try host.order(.stop(process: "a"))
        try host.order(.start(script("a", text)))
        try host.state(of: "a") { $0 == .exited(code: 0) }
        try host.state(of: "a") { if case .running = $0 { true } else { false } }
        try host.wait(for: "up") { host.lines(of: "a") == ["up", "up"] }
        try host.order(.signal(process: "a", signal: "SIGKILL"))
        try host.order(.start(script("a", "exit 5")))
        try host.state(of: "a") { $0 == .signaled("SIGKILL") }
        try host.state(of: "a") { $0 == .exited(code: 5) }
    }

    @Test func stoppingAsksFirstAndKillsWhenTheGraceIsOver() throws {
        let host = try TestHost.ready()
        var polite = script(
            "a", "trap 'echo bye; exit 0' QUIT; echo up; while :; do sleep 0.01; done")
        polite.stopSignal = "SIGQUIT"
        try host.order(.start(polite))
        try host.wait(for: "up") { host.lines(of: "a") == ["up"] }
        try host.order(.stop(process: "a"))
        try host.state(of: "a") { $0 == .exited(code: 0) }
        #expect(host.lines(of: "a") == ["up", "bye"])

        var deaf = script("b", "trap '' TERM; echo up; while :; do sleep 0.01; done")
        deaf.stopGraceMilliseconds = 50
        try host.order(.start(deaf))
        try host.wait(for: "up") { host.lines(of: "b") == ["up"] }
        try host.order(.stop(process: "b"))
        try host.state(of: "b") { $0 == .signaled("SIGKILL") }
        try host.order(.stop(process: "b"))
        try host.state(of: "b") { $0 == .signaled("SIGKILL") }
    }

    /// The letters of proc_pid_stat(5) for the states of all processes but those of the shell.
    private func letters(_ host: TestHost, of command: String) throws -> Set<Character> {
        let lines = try host.shell("ps -eo stat=,args= | grep '[0-9]* \(command)' | grep -v grep")
            .output
        return Set(lines.split(separator: "\n").compactMap(\.first))
    }

    /// Waits until all processes of a command are in a state: signals take a moment to be handled.
    private func expect(_ host: TestHost, _ command: String, _ letter: Character) throws {
        try host.wait(for: "\(command) in \(letter)") {
            try letters(host, of: command) == [letter]
        }
    }

    @Test func freezingStopsAProcessWithItsChildren() throws {
        let host = try TestHost.ready()
        try host.order(.start(script("a", "setsid sleep 1001 & sleep 1001")))
        try host.order(.start(script("b", "sleep 1002")))
        try host.state(of: "b")
        try expect(host, "sleep 1001", "S")
        try host.order(.freeze(processes: ["a"], true))
        try host.state(of: "a") { $0 == .paused }
        try expect(host, "sleep 1001", "T")
        try expect(host, "sleep 1002", "S")
        try host.order(.freeze(processes: [], true))
        try host.state(of: "b") { $0 == .paused }
        try expect(host, "sleep 1002", "T")
        try host.order(.freeze(processes: [], false))
        try host.state(of: "b") { if case .running = $0 { true } else { false } }
        try expect(host, "sleep 1001", "T")
        try expect(host, "sleep 1002", "S")
        try host.order(.freeze(processes: ["a"], false))
        try host.state(of: "a") { if case .running = $0 { true } else { false } }
        try expect(host, "sleep 1001", "S")
    }

    @Test func aFrozenProcessCanBeStopped() throws {
        let host = try TestHost.ready()
        try host.order(.start(ProcessSpec(name: "a", command: ["sleep", "1000"])))
        try host.order(.freeze(processes: ["a"], true))
        try host.state(of: "a") { $0 == .paused }
        try host.order(.stop(process: "a"))
        try host.state(of: "a") { $0 == .signaled("SIGTERM") }
    }

    @Test func orphansAreTakenIn() throws {
        let host = try TestHost.ready()
        try host.order(
            .start(
                script(
                    "a", "for i in 1 2 3; do (setsid sh -c 'exit 0' &); done; echo done; sleep 1000"
                )))
        try host.wait(for: "done") { host.lines(of: "a") == ["done"] }
        try host.wait(for: "no zombie") {
            try !host.shell("ps -eo stat=,args=").output.contains("defunct")
        }
    }

    @Test func nothingOutlivesTheProcessThatItWasStartedFor() throws {
        let host = try TestHost.ready()
        try host.order(.start(script("a", "sleep 1003 & exit 0")))
        try host.state(of: "a") { $0 == .exited(code: 0) }
        try host.wait(for: "end of the rest") { try letters(host, of: "sleep 1003").isEmpty }
    }

    @Test func shuttingDownEndsTheLastOneFirst() throws {
        let host = try TestHost.ready()
        for name in ["a", "b", "c"] {
            try host.order(
                .start(script(name, "trap 'exit 0' TERM; echo up; while :; do sleep 0.01; done")))
            try host.wait(for: "up") { host.lines(of: name) == ["up"] }
        }
        try host.order(.shutDown)
        try host.next("down") { if case .down = $0 { true } else { nil } }
        let ends = host.reports.compactMap { report -> String? in
            guard case .process(let process) = report, process.state == .exited(code: 0) else {
                return nil
            }
            return process.name
        }
        #expect(Set(ends) == ["a", "b", "c"])
        #expect(try host.waitForEnd() == 0)
    }

    @Test func everythingEndsWithTheConnection() throws {
        let host = try TestHost.ready()
        let mark = String(UInt32.random(in: 1_000_000..<4_000_000))
        try host.order(.start(script("a", "trap '' TERM HUP; sleep \(mark) & sleep \(mark)")))
        try host.state(of: "a")
        func isThere() -> Bool { system("pgrep -f 'sleep \(mark)$' >/dev/null") == 0 }
        try host.wait(for: "sleep") {
            _ = try host.shell("true")
            return isThere()
        }
        host.disconnect()
        _ = try host.waitForEnd()
        #expect(!isThere())
    }

    @Test func anInstanceIsAContainer() throws {
        let host = try TestHost.ready()
        var spec = script("hello.1", "echo $COLOR $PORT; sleep 1000")
        spec.environment = [.init("PORT", "8080")]
        spec.container = Container(
            id: String(repeating: "a", count: 64), name: "hello.1", image: "hello", state: .running,
            environment: [.init("COLOR", "blue")])
        try host.order(.start(spec))
        #expect(try host.state(of: "hello.1").container?.state == .running)
        try host.wait(for: "line") { host.lines(of: "hello.1") == ["blue 8080"] }
        try host.order(.freeze(processes: ["hello.1"], true))
        #expect(try host.state(of: "hello.1").container?.state == .paused)
        try host.order(.signal(process: "hello.1", signal: "SIGKILL"))
        let container = try host.state(of: "hello.1").container
        #expect(container?.state == .exited)
        #expect(container?.exitCode == 137)
        try host.order(.remove(process: "hello.1"))
        try host.order(.stop(process: "hello.1"))
        #expect(try host.failure().contains("nothing called hello.1"))
    }
}
