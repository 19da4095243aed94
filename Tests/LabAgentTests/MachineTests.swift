import Foundation
import LabHost
import LabNetwork
import LabProgram
import LabPrograms
import Testing

/// The agent as the first process of a virtual machine.
@Suite(.serialized, .enabled(if: TestMachine.isPossible, TestMachine.reason))
struct MachineTests {
    private var hello: ProcessSpec {
        var spec = ProcessSpec(name: "hello", command: [ProcessSpec.agent, "hello"])
        spec.environment = [.init("PORT", "8080")]
        return spec
    }

    private func start(_ spec: ProcessSpec, on host: TestHost) throws -> Int32 {
        try host.order(.start(spec))
        let report = try host.state(of: spec.name)
        guard case .running(let pid) = report.state else {
            throw TestHost.Unmet(description: "\(report)")
        }
        return pid
    }

    private func answers(_ host: TestHost) throws -> Bool {
        let id = host.nextNumber()
        let request = HTTPRequest(target: "/")
        try host.order(
            .probe(id, .http(host: "127.0.0.1", port: 8080, request, timeout: .seconds(5))))
        return try host.next("an answer") { report in
            guard case .probed(id, let result) = report else { return nil }
            if case .http = result.outcome { return true }
            return false
        }
    }

    @Test func oneConversationFollowsAnotherUntilTheMachineIsOff() throws {
        let machine = try TestMachine()
        let host = machine.host
        try machine.greet()
        let pid = try start(hello, on: host)
        while try !answers(host) {}

        // Nobody wants what was asked for before, but processes go on.
        try host.order(.execute(7, CommandSpec(command: ["sleep", "1000"])))
        try host.order(.detach)
        try host.next("the last word") { if case .detached = $0 { true } else { nil } }
        try machine.greet()
        #expect(try host.shell("ps ax").output.contains("sleep 1000") == false)
        #expect(try start(hello, on: host) == pid)

        // Somebody else comes without a word.
        try machine.connect()
        try host.send([0xFF, 0x00, 1, 2, 3])
        try machine.greet()
        #expect(try start(hello, on: host) == pid)
        #expect(try answers(host))

        try host.order(.shutDown)
        try host.next("down") { if case .down = $0 { true } else { nil } }
        #expect(try host.waitForEnd() == 0)
        #expect(!machine.console.contains("lab-agent:"), "\(machine.console)")
    }

    @Test func whatIsSyncedOutlivesThePower() throws {
        let first = try TestMachine()
        try first.greet()
        let command = "echo kept > /var/kept; sync /var/kept; echo lost > /var/lost"
        #expect(try first.host.shell(command).code == 0)
        try first.cutPower()
        let second = try TestMachine(disk: first.disk)
        try second.greet()
        #expect(try second.host.shell("cat /var/kept").output == "kept\n")
        #expect(try second.host.shell("cat /var/lost").code != 0)
    }

    @Test func aMachineHasAClockAndADiskOfItsOwn() throws {
        let machine = try TestMachine()
        let host = machine.host
        try machine.greet()
        func time() throws -> Double {
            Double(try host.shell("date +%s.%N").output.dropLast()) ?? 0
        }
        // 2030-01-01; twice as fast as the machine's monotonic clock.
        let wall: Int64 = 1_893_456_000
        try host.order(.setClock(wall: wall * 1_000_000_000, driftPerBillion: 1_000_000_000))
        let uptime = "cut -d' ' -f1 /proc/uptime"
        let moments = try host.shell(
            "\(uptime); date +%s.%N; \(uptime); sleep 2; \(uptime); date +%s.%N; \(uptime)"
        ).output.split(separator: "\n").compactMap { Double($0) }
        try #require(moments.count == 6)
        #expect(moments[1] >= Double(wall) && moments[1] < Double(wall) + 60)
        // Between the two readings lies at least the time between the inner ones of the uptime, and
        // at most that between the outer ones; a clock that is set ten times a second is as exact.
        let passed = moments[4] - moments[1]
        #expect(passed > 2 * (moments[3] - moments[2]) - 0.5, "\(moments)")
        #expect(passed < 2 * (moments[5] - moments[0]) + 0.5, "\(moments)")
        try host.order(.setClock(wall: wall * 1_000_000_000, driftPerBillion: 0))
        #expect(try abs(time() - Double(wall)) < 5)

        func writes(_ bytes: Int) throws -> Bool {
            let command = "head -c \(bytes) /dev/zero > /var/x; s=$?; rm /var/x; exit $s"
            return try host.shell(command).code == 0
        }
        try host.order(.limitDisk(leave: 0))
        #expect(try !writes(4_096))
        try host.order(.limitDisk(leave: 5_000_000))
        #expect(try writes(4_000_000))
        #expect(try !writes(6_000_000))
        try host.order(.limitDisk(leave: nil))
        #expect(try writes(20_000_000))
    }
}
