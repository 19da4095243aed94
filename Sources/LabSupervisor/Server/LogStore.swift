import Glibc
import LabModel
import LabNetwork
import LabRunner

/// What the processes of a lab wrote: the newest lines in memory, and more of them on disk.
final class LogStore {
    /// How many lines of a process are kept in memory.
    static let kept = 10_000
    /// How many bytes they may have in all.
    static let keptBytes = 4 << 20

    private final class Log {
        var lines: [LogLine] = []
        /// Where in `lines` those begin that are kept; what is before is dropped now and then.
        var first = 0
        var bytes = 0
        var file: LogFile?

        func append(_ line: LogLine) {
            lines.append(line)
            bytes += line.text.utf8.count
            while lines.count - first > LogStore.kept || bytes > LogStore.keptBytes {
                bytes -= lines[first].text.utf8.count
                first += 1
            }
            if first > LogStore.kept {
                lines.removeFirst(first)
                first = 0
            }
        }
    }

    private let directory: String?
    private var logs: [Unit: Log] = [:]
    private var hasFailed = false

    /// - Parameter directory: where files are written, in a directory for each host; `nil` for none.
    init(directory: String?) { self.directory = directory }

    /// Adds a line of a unit.
    func add(_ line: LogLine) {
        keep(line)
        write(line)
    }

    private func keep(_ line: LogLine) {
        let log = logs[line.unit] ?? Log()
        logs[line.unit] = log
        log.append(line)
    }

    /// The lines of a unit that are still there, the oldest first.
    func lines(of unit: Unit) -> [LogLine] {
        logs[unit].map { Array($0.lines[$0.first...]) } ?? []
    }

    /// The units of a host that have written something.
    func units(on host: String) -> [Unit] {
        logs.keys.filter { $0.host == host }.sorted { $0.description < $1.description }
    }

    /// Forgets what the units of a host wrote; the files stay.
    func forget(host: String) {
        for unit in units(on: host) { logs[unit] = nil }
    }

    /// Closes all files.
    func close() {
        for log in logs.values { log.file = nil }
    }

    private func write(_ line: LogLine) {
        guard let directory, !hasFailed, let log = logs[line.unit] else { return }
        let file =
            log.file
            ?? LogFile(directory: "\(directory)/\(line.unit.host)", name: line.unit.fileName)
        log.file = file
        guard let error = file.write("\(line.at.words) \(line.text)\n") else { return }
        hasFailed = true
        close()
        keep(
            LogLine(
                at: line.at, unit: .host(line.unit.host),
                text: "[WARN] lab: logs are kept in memory only from now on: "
                    + "\(directory): \(String(cString: strerror(error)))"))
    }
}

extension Unit {
    /// What the file of its log is called.
    fileprivate var fileName: String {
        switch self {
        case .host: "lab"
        case .component(_, let name): name
        case .instance(_, let service, let index): "\(service).\(index)"
        }
    }
}

extension Instant {
    /// The seconds with three decimals.
    fileprivate var words: String {
        let milliseconds = max(0, nanoseconds) / 1_000_000
        let rest = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
