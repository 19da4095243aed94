import Foundation

/// The `lab` that was built with these tests, run as people run it.
enum LabExecutable {
    /// What a run of it left.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        /// The lines of its standard output.
        var lines: [Substring] { output.split(separator: "\n") }
    }

    /// Every command that people type.
    static let commands = [
        "run", "validate", "list", "graph", "schema", "up", "plan", "status", "taint", "destroy",
        "doctor", "exec", "shell", "logs", "dns", "http", "capture", "inject", "heal",
    ]

    /// Where the labs of these tests are, so that those of whoever runs them stay out of it.
    static let labs = FileManager.default.temporaryDirectory
        .appendingPathComponent("lab-tests-\(ProcessInfo.processInfo.processIdentifier)")

    /// The root of the package, which has the folder `Scenarios`.
    static let home = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The executable beside the test bundle.
    static let url: URL = {
        #if os(macOS)
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
        let products = bundle.bundleURL.deletingLastPathComponent()
        #else
        let products = (Bundle.main.executableURL ?? Bundle.main.bundleURL)
            .deletingLastPathComponent()
        #endif
        return products.appendingPathComponent("lab")
    }()

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - directory: the current directory; the package's root where there is none.
    ///   - environment: variables beside those of the tests.
    static func run(
        _ arguments: String..., in directory: URL? = nil, environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await run(arguments, in: directory, environment: environment)
    }

    /// Runs it to its end.
    static func run(
        _ arguments: [String], in directory: URL? = nil, environment: [String: String] = [:]
    ) async throws -> Outcome {
        let folder = try TemporaryFolder()
        let (output, errors) = (folder.url("output"), folder.url("errors"))
        try Data().write(to: output)
        try Data().write(to: errors)
        let process = prepared(arguments, in: directory, environment: environment)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let status = try await end(of: process)
        return Outcome(
            status: status, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// A process that has not been started.
    static func prepared(
        _ arguments: [String], in directory: URL? = nil, environment: [String: String] = [:]
    ) -> Process {
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.currentDirectoryURL = directory ?? home
        var variables = ProcessInfo.processInfo.environment.filter { $0.key != "NO_COLOR" }
        variables["XDG_RUNTIME_DIR"] = labs.path
        variables["XDG_STATE_HOME"] = labs.appendingPathComponent("state").path
        process.environment = variables.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Starts a process and waits for its end.
    ///
    /// - Parameter started: called as soon as it runs.
    /// - Returns: its exit status; 128 and the signal's number after a signal, as shells count.
    static func end(
        of process: Process, started: () -> Void = {}
    ) async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { ended in
                let isSignal = ended.terminationReason == .uncaughtSignal
                continuation.resume(
                    returning: isSignal ? 128 + ended.terminationStatus : ended.terminationStatus)
            }
            do {
                try process.run()
                started()
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
