import Glibc
import LabModel
import LabNetwork
import LabRunner
import Testing

@testable import LabSupervisor

/// What processes write, and what is read out of it.
@Suite struct LogTests {
    private typealias Unit = LabRunner.Unit
    private let discovery = Unit.component(host: "host-1", name: "discovery")

    @Test func linesAreKeptInOrderWithTheirTime() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let host = try test.host("host-1")
        host.log("    2026-11-21T02:28:35.103Z [INFO]  agent: Synced node info", of: "discovery")
        host.log("panic: no", of: "discovery")
        host.log("from nobody", of: "other")
        try TestLab.eventually { lab.log(of: discovery).count == 2 }
        let lines = lab.log(of: .host("host-1"))
        #expect(lines.map(\.text) == ["[INFO] agent: Synced node info", "panic: no"])
        #expect(lines.map(\.unit) == [discovery, discovery])
        #expect(lines[0].at > .start && lines[0].at <= lines[1].at)
        let file = try String(
            decoding: read(test.directory + "/logs/host-1/discovery.log"), as: UTF8.self)
        #expect(file.hasSuffix(" panic: no\n"))
        #expect(file.split(separator: "\n").count == 2)
    }

    private func read(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    @Test func onlyTheNewestLinesAreKeptInMemory() {
        let store = LogStore(directory: nil)
        for number in 0..<(LogStore.kept + 10) {
            store.add(
                LogLine(
                    at: Instant(nanoseconds: Int64(number)), unit: discovery, text: "\(number)"))
        }
        let lines = store.lines(of: discovery)
        #expect(lines.count == LogStore.kept)
        #expect(lines.first?.text == "10")
        #expect(lines.last?.text == "\(LogStore.kept + 9)")
    }

    @Test func longLinesTakeTheRoomOfMany() {
        let store = LogStore(directory: nil)
        let text = String(repeating: "x", count: 1 << 20)
        for _ in 0..<10 { store.add(LogLine(at: .start, unit: discovery, text: text)) }
        #expect(store.lines(of: discovery).count == LogStore.keptBytes >> 20)
    }

    @Test func aFileThatIsTooLongIsPutAside() throws {
        var name = Array("/tmp/lab-test-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&name).map { String(cString: $0) })
        let path = directory + "/agent.log"
        defer { for path in [path, path + ".1", directory] { remove(path) } }
        let file = LogFile(directory: directory, name: "agent", longest: 10)
        for text in ["12345678901\n", "second\n", "third\n"] { #expect(file.write(text) == nil) }
        #expect(try String(decoding: read(path), as: UTF8.self) == "second\nthird\n")
        #expect(try String(decoding: read(path + ".1"), as: UTF8.self) == "12345678901\n")
    }

    @Test func aDiskThatIsFullIsSaidOnceAndTheLinesStay() {
        let store = LogStore(directory: "/dev/null/logs")
        for number in 1...3 {
            store.add(LogLine(at: .start, unit: discovery, text: "\(number)"))
        }
        #expect(store.lines(of: discovery).map(\.text) == ["1", "2", "3"])
        let said = store.lines(of: .host("host-1")).map(\.text)
        #expect(said.count == 1)
        #expect(said.first?.contains("kept in memory only") == true)
    }

    @Test(arguments: [
        ("    2026-11-21T02:28:35.103Z [INFO]  agent: on", "[INFO] agent: on"),
        ("2026-11-21T02:28:35.103Z [WARN]  agent: on  ", "[WARN] agent: on"),
        ("[ERR] x", "[ERR] x"),
        ("[notice] 1#1: start", "[notice] 1#1: start"),
        ("2026/11/21 02:28:35 [notice] 12#12: on", "2026/11/21 02:28:35 [notice] 12#12: on"),
        ("    continued", "    continued"),
        ("2026-11-21 plain", "2026-11-21 plain"),
        ("", ""),
    ])
    func aLineIsShownAsInMemory(_ line: String, _ expected: String) {
        #expect(LogText.normalized(line) == expected)
    }

    @Test func whoFollowsGetsTheLastLinesAndThenTheNew() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let host = try test.host("host-1")
        for number in 1...5 { host.log("line \(number)", of: "discovery") }
        try TestLab.eventually { lab.log(of: discovery).count == 5 }
        let follower = try test.connect()
        var seen: [String] = []
        try follower.followLog(of: [.host("host-1")], tail: 2) { line in
            seen.append(line.text)
            if seen.count == 2 { host.log("line 6", of: "discovery") }
            return seen.count < 3
        }
        #expect(seen == ["line 4", "line 5", "line 6"])
        var asked = 0
        try follower.followLog(
            of: [discovery], tail: 0,
            while: {
                asked += 1
                return asked < 2
            }
        ) { _ in true }
        #expect(asked == 2)
    }

    @Test func leadershipsAreReadFromTheLogs() throws {
        let test = try TestLab()
        let lab = try test.firstClient()
        try lab.bring(up: .pair())
        let revision = lab.revision
        let raft = "2026-11-21T02:28:40.100Z [INFO]  agent.server.raft:"
        let host = try test.host("host-2")
        let node = "Node at 10.0.0.2:8300"
        for line in [
            "\(raft) entering candidate state: node=\"\(node) [Candidate]\" term=2",
            "\(raft) entering candidate state: node=\"\(node) [Candidate]\" term=3",
            "\(raft) election won: tally=2",
            "\(raft) entering leader state: leader=\"\(node) [Leader]\"",
        ] { host.log(line, of: "discovery") }
        try TestLab.eventually(lab) { lab.leaderships().count == 1 }
        let leadership = try #require(lab.leaderships().first)
        #expect(leadership.term == 3 && leadership.host == "host-2")
        #expect(lab.revision > revision)
    }

    @Test func whoFollowsAgainDoesNotLead() {
        var reader = LeadershipReader()
        #expect(reader.take("raft: entering candidate state: node=\"x\" term=4") == nil)
        #expect(reader.take("raft: entering follower state: follower=\"x\" leader=") == nil)
        #expect(reader.take("raft: entering leader state: leader=\"x\"") == nil)
    }
}
