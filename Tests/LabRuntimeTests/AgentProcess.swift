import Foundation

/// The `lab-agent` that was built with these tests, as a process.
final class AgentProcess: Sendable {
    /// Each line of its output and its error output, then `ended STATUS`.
    let journal = Journal()
    private let number: Int32

    private static let executable = (Bundle.main.executableURL ?? Bundle.main.bundleURL)
        .deletingLastPathComponent().appendingPathComponent("lab-agent")

    /// Starts it.
    init(_ arguments: [String]) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        number = process.processIdentifier
        let reader = Reader(output: output.fileHandleForReading, process: process, journal: journal)
        Thread.detachNewThread { reader.run() }
    }

    func signal(_ signal: Int32) { kill(number, signal) }

    /// Reads on a thread of its own, which owns the process.
    private struct Reader: Sendable {
        let output: FileHandle
        let process: Process
        let journal: Journal

        func run() {
            var rest = Data()
            while case let data = output.availableData, !data.isEmpty {
                rest += data
                while let end = rest.firstIndex(of: 10) {
                    journal.add(String(decoding: rest[..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
            process.waitUntilExit()
            journal.add("ended \(process.terminationStatus)")
        }
    }
}
