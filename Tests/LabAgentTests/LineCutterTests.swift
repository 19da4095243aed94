import LabNetwork
import Testing

@testable import LabAgent

/// How a process's output becomes lines.
@Suite struct LineCutterTests {
    @Test func linesAreCutHoweverTheyArrive() {
        let text = Array("one\r\ntwo\n\nthree\nfour".utf8)
        for size in 1...text.count {
            var cutter = LineCutter()
            var lines: [String] = []
            for start in stride(from: 0, to: text.count, by: size) {
                lines += cutter.append(Array(text[start..<min(start + size, text.count)]))
            }
            #expect(lines == ["one", "two", "", "three"])
            #expect(cutter.finish() == "four")
            #expect(cutter.finish() == nil)
        }
    }

    @Test func aLineWithoutEndIsCut() {
        var cutter = LineCutter()
        let lines = cutter.append(Array(repeating: 97, count: LineCutter.limit * 2 + 5) + [10])
        #expect(lines.map(\.utf8.count) == [LineCutter.limit, LineCutter.limit, 5])
        #expect(cutter.finish() == nil)
    }

    @Test func whatIsNoTextIsReplaced() {
        var cutter = LineCutter()
        #expect(cutter.append([104, 0xff, 105, 10]) == ["h\u{FFFD}i"])
    }

    @Test func burstsAreAdmittedAndAFloodIsNot() {
        var now = Instant.start
        var allowance = LogAllowance(at: now)
        func admitted(_ count: Int) -> Int {
            (0..<count).count { _ in allowance.admits(bytes: 10, at: now).isAdmitted }
        }
        #expect(admitted(30_000) == Int(LogAllowance.burst))
        now = now + .seconds(1)
        #expect(allowance.admits(bytes: 10, at: now) == (true, 10_000))
        #expect(admitted(30_000) == Int(LogAllowance.rate) - 1)
        // A long line counts as several.
        now = now + .milliseconds(1)
        #expect(!allowance.admits(bytes: 16_384, at: now).isAdmitted)
    }

    @Test(arguments: [
        ("SIGKILL", 9), ("KILL", 9), ("kill", 9), ("9", 9), ("SIGTERM", 15), ("sighup", 1),
    ])
    func signalsHaveNames(_ name: String, _ number: Int32) {
        #expect(SignalName.number(of: name) == number)
    }

    @Test func whatIsNoSignalIsNone() {
        for name in ["", "0", "65", "SIG", "KILLER", "-9"] {
            #expect(SignalName.number(of: name) == nil, "\(name)")
        }
        #expect(SignalName.name(of: 9) == "SIGKILL")
        #expect(SignalName.name(of: 40) == "signal 40")
    }
}
