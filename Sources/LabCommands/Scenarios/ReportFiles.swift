import Foundation
import LabNetwork
import LabReport
import LabRunner

/// The files that a run leaves where the user asked for them.
final class ReportFiles {
    private let directory: String?
    private let junit: String?
    private var trace = ""
    /// What happened in the run that goes on.
    private var events: [TimelineEvent] = []
    /// The runs that `report.html` may show.
    private var shown: [HTMLReport.Run] = []

    /// Makes the directory and looks at where the files will be, so that a wrong path is known
    /// before anything runs.
    init(_ outputs: OutputOptions) throws {
        directory = outputs.report
        junit = outputs.junit
        if let directory {
            try Self.make(directory)
            try Self.requireWritable(directory, option: "--report \(directory)")
        }
        if let junit {
            let folder = URL(fileURLWithPath: junit).deletingLastPathComponent().path
            try Self.requireWritable(folder, option: "--junit \(junit)")
        }
    }

    private static func make(_ directory: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
        } catch {
            Console.printError(
                "--report \(directory): the directory can't be made: \(reason(error))")
            throw ExitStatus.usage
        }
    }

    private static func requireWritable(_ directory: String, option: String) throws {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory),
            isDirectory.boolValue
        else {
            Console.printError("\(option): there is no directory \(directory)")
            throw ExitStatus.usage
        }
        guard FileManager.default.isWritableFile(atPath: directory) else {
            Console.printError("\(option): the directory \(directory) can't be written to")
            throw ExitStatus.usage
        }
    }

    /// A run begins.
    func begin() { events = [] }

    /// Something happened in it.
    func record(_ event: TimelineEvent) {
        guard directory != nil else { return }
        trace += TraceReport.line(event) + "\n"
        events.append(event)
    }

    /// The run has ended.
    func end(_ result: RunResult, wall: Interval) {
        guard directory != nil else { return }
        // Thousands of runs that passed alike are in the other files; here they would fill memory.
        let isWorthIt = result.outcome != .passed || shown.count < HTMLReport.shownRuns
        shown.append(HTMLReport.Run(result: result, wall: wall, events: isWorthIt ? events : []))
        events = []
    }

    func write(_ runs: [(result: RunResult, wall: Interval)]) throws {
        if let junit { try write(JUnitReport.document(runs), to: junit) }
        guard let directory else { return }
        try write(JSONReport.document(runs), to: directory + "/report.json")
        try write(JUnitReport.document(runs), to: directory + "/junit.xml")
        try write(trace, to: directory + "/trace.jsonl")
        try write(HTMLReport.document(shown), to: directory + "/report.html")
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            Console.printError("\(path) can't be written: \(Self.reason(error))")
            throw ExitStatus.backend
        }
    }

    private static func reason(_ error: any Error) -> String {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return (cause ?? error as NSError).localizedDescription
    }
}
