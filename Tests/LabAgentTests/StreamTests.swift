import LabDNS
import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import Testing

/// Commands, connections, questions and the disk of a host.
@Suite(.enabled(if: TestHost.isPossible, TestHost.reason))
struct StreamTests {
    @Test func aCommandReadsAndWritesByPipes() throws {
        let host = try TestHost.ready()
        let command = CommandSpec(
            command: ["sh", "-c", "tr a-z A-Z; echo wrong >&2; exit $CODE"],
            environment: [.init("CODE", "7")])
        try host.order(.execute(1, command))
        try host.send(.stream(1, Array("some text\n".utf8)))
        try host.order(.endOfStream(1))
        #expect(try host.ended(1) == 7)
        #expect(host.output[1] == "SOME TEXT\n")
        #expect(host.errors[1] == "wrong\n")
        try host.order(.execute(2, CommandSpec(command: ["no-such-program"])))
        #expect(try host.ended(2) == 127)
        #expect(host.errors[2]?.contains("install it") == true)
        #expect(try host.shell("kill -9 $$").code == 137)
    }

    @Test func muchOutputArrivesWhole() throws {
        let host = try TestHost.ready()
        try host.order(.execute(1, CommandSpec(command: ["head", "-c", "5000000", "/dev/zero"])))
        try host.order(.hold(1, true))
        try host.order(.hold(1, false))
        #expect(try host.ended(1) == 0)
        #expect(host.output[1]?.utf8.count == 5_000_000)
    }

    @Test func muchInputGoesWholeToASlowReader() throws {
        let host = try TestHost.ready()
        let size = 8 << 20
        try host.order(
            .execute(
                1,
                CommandSpec(command: [
                    "sh", "-c", "sleep 0.2; head -c 4000000 | wc -c; sleep 0.2; wc -c",
                ])))
        let piece = [UInt8](repeating: 97, count: Frame.streamPiece)
        for _ in 0..<(size / piece.count) { try host.send(.stream(1, piece)) }
        try host.order(.endOfStream(1))
        #expect(try host.ended(1) == 0)
        #expect(host.output[1] == "4000000\n\(size - 4_000_000)\n")
    }

    @Test func aCommandThatDoesNotReadHoldsUpNothingForLong() throws {
        let host = try TestHost.ready()
        try host.order(.execute(1, CommandSpec(command: ["sleep", "1005"])))
        let piece = [UInt8](repeating: 97, count: Frame.streamPiece)
        for _ in 0..<300 { try host.send(.stream(1, piece)) }
        #expect(try host.ended(1) == 137)
        #expect(try host.shell("echo here").output == "here\n")
        #expect(host.errors[1]?.contains("does not read its input") == true)
    }

    @Test func aCommandHasATerminal() throws {
        let host = try TestHost.ready()
        var command = CommandSpec(
            command: ["sh", "-c", "tty; stty size; read x; stty size; echo got $x; exit 4"])
        command.terminal = .init(rows: 30, columns: 100)
        try host.order(.execute(1, command))
        try host.wait(for: "size") { host.output[1]?.contains("30 100") == true }
        #expect(host.output[1]?.contains("/dev/pts/") == true)
        try host.order(.resize(1, rows: 20, columns: 50))
        try host.send(.stream(1, Array("word\r".utf8)))
        #expect(try host.ended(1) == 4)
        #expect(host.output[1]?.contains("20 50") == true)
        #expect(host.output[1]?.contains("got word") == true)
    }

    @Test func theEndOfATerminalsInputEndsAShell() throws {
        let host = try TestHost.ready()
        var command = CommandSpec(command: ["sh"], environment: [.init("PS1", "ready> ")])
        command.terminal = .init(rows: 24, columns: 80)
        try host.order(.execute(1, command))
        try host.wait(for: "prompt") { host.output[1]?.contains("ready> ") == true }
        try host.order(.endOfStream(1))
        #expect(try host.ended(1) == 0)
    }

    @Test func anAbandonedCommandIsKilledWithItsChildren() throws {
        let host = try TestHost.ready()
        try host.order(
            .execute(1, CommandSpec(command: ["sh", "-c", "echo up; sleep 1004; true"])))
        try host.wait(for: "up") { host.output[1] == "up\n" }
        try host.order(.abandon(1))
        #expect(try host.ended(1) == 137)
        #expect(try !host.shell("ps -eo args=").output.contains("sleep 1004\n"))
    }

    private let question = DNSMessage(
        id: 7, question: DNSQuestion(name: DNSName("web-2") ?? .root, type: .a))

    @Test func aConnectionGoesToAPortOfTheHost() throws {
        let host = try TestHost.ready()
        try host.order(.forward(1, port: 53))
        try host.send(.stream(1, DNSStream.frame(question.encoded()) ?? []))
        try host.wait(for: "an answer") { (host.output[1]?.utf8.count ?? 0) > 20 }
        try host.order(.endOfStream(1))
        try host.next("the other end") { report in
            if case .streamClosed(1, let reason) = report { reason == nil } else { nil }
        }
    }

    @Test func aConnectionToAClosedPortSaysWhyNot() throws {
        let host = try TestHost.ready()
        try host.order(.forward(1, port: 9))
        let reason = try host.next("a refusal") { report in
            if case .streamClosed(1, let reason) = report { reason } else { nil }
        }
        #expect(reason.contains("port 9"))
        #expect(reason.contains("refused"))
    }

    private func outcome(_ host: TestHost, _ id: UInt64) throws -> ProbeResult.Outcome {
        try host.next("an answer to \(id)") { report in
            if case .probed(id, let result) = report { result.outcome } else { nil }
        }
    }

    @Test func questionsAreAskedFromTheHost() throws {
        let host = try TestHost.ready()
        let server = Endpoint(.loopback, 53)
        for (id, overTCP) in [(UInt64(1), false), (2, true)] {
            try host.order(
                .probe(
                    id,
                    .dns(
                        server: server, question: question.questions[0], overTCP: overTCP,
                        timeout: .seconds(5))))
            guard case .dns(let message) = try outcome(host, id) else {
                Issue.record("no answer")
                continue
            }
            #expect(message.answers.map(\.data) == [.a(IPv4Address(10, 0, 0, 2))])
        }
        try host.order(.probe(3, .tcp(server, timeout: .seconds(5))))
        #expect(try outcome(host, 3) == .reached)
        try host.order(.probe(4, .tcp(Endpoint(.loopback, 9), timeout: .seconds(5))))
        #expect(try outcome(host, 4) == .failed("refused"))
        try host.order(.probe(5, .ping(.loopback, timeout: .seconds(5))))
        #expect(try outcome(host, 5) == .reached)
        let request = HTTPRequest(target: "/")
        try host.order(
            .probe(6, .http(host: "127.0.0.1", port: 9, request, timeout: .seconds(5))))
        #expect(try outcome(host, 6) == .failed("refused"))
        try host.order(.probe(7, .http(host: "a..b", port: 9, request, timeout: .seconds(5))))
        guard case .failed(let words) = try outcome(host, 7) else { return }
        #expect(words.contains("not a name"))
    }

    @Test func programsFindTheHostsOfTheLab() throws {
        let host = try TestHost.ready()
        #expect(try host.shell("getent hosts web-2").output.contains("10.0.0.2"))
        #expect(try host.shell("rm /etc/hosts; getent hosts web-2").output.contains("10.0.0.2"))
        #expect(try host.shell("getent hosts no-such-host.example").code != 0)
    }

    @Test func trafficIsCounted() throws {
        let host = try TestHost.ready()
        try host.order(
            .startTraffic(
                TrafficPlan(
                    name: "t", host: "127.0.0.1", port: 9, request: HTTPRequest(target: "/"),
                    period: .milliseconds(2), timeout: .seconds(1))))
        func errors() throws -> Int {
            try host.order(.trafficStatistics(name: "t"))
            return try host.next("statistics") { report in
                if case .traffic("t", let statistics) = report { statistics?.errors } else { nil }
            }
        }
        try host.wait(for: "five requests") { try errors() >= 5 }
        try host.order(.stopTraffic(name: "t"))
        let last = try errors()
        _ = try host.shell("sleep 0.02")
        #expect(try errors() == last)
        try host.order(.trafficStatistics(name: "u"))
        try host.next("no statistics") { report in
            if case .traffic("u", let statistics) = report { statistics == nil } else { nil }
        }
    }

    @Test func theDiskIsFullAndIsNot() throws {
        let host = try TestHost.ready(disk: "32m") { $0.disk = 32 << 20 }
        let write = "mkdir -p /var/lib/x; head -c 3000000 /dev/zero > /var/lib/x/y"
        #expect(try host.shell(write).code == 0)
        try host.order(.limitDisk(leave: 0))
        let full = try host.shell("head -c 3000000 /dev/zero > /var/lib/x/z")
        #expect(full.code != 0)
        #expect(full.output.contains("No space left on device"))
        try host.order(.limitDisk(leave: 5_000_000))
        #expect(try host.shell("head -c 3000000 /dev/zero > /var/lib/x/z").code == 0)
        #expect(try host.shell("head -c 3000000 /dev/zero > /var/lib/x/w").code != 0)
        try host.order(.limitDisk(leave: nil))
        #expect(try host.shell("head -c 20000000 /dev/zero > /var/lib/x/w").code == 0)
        #expect(try host.shell("head -c 40000000 /dev/zero > /var/lib/x/w").code != 0)
    }

    @Test func aLieNeedsADiscoveryAgent() throws {
        let host = try TestHost.ready()
        try host.order(.dnsFault(DNSLie(answer: .servfail)))
        #expect(try host.failure().contains("no discovery agent"))
        try host.order(.dnsFault(nil))
        #expect(try host.shell("true").code == 0)
    }
}
