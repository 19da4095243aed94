import Foundation

/// The command `lab` as a user runs it on a machine that is only theirs: with mounts that nobody
/// else sees, and as root or as somebody who is not.
final class CommandLineLab {
    /// A user that has no account.
    static let somebody = 54_321

    /// What a script of the shell left.
    struct Outcome {
        var status: Int32
        var output: String
    }

    let folder = "/tmp/lab-test-\(UUID().uuidString.prefix(13))"

    init() throws {
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: folder + "/bin", withIntermediateDirectories: true)
        // Somebody else may not look into the folder where they were built.
        for name in ["lab", "lab-agent"] {
            try manager.copyItem(
                atPath: "\(Machine.products)/\(name)", toPath: "\(folder)/bin/\(name)")
        }
        try """
        networks: {lan: {subnet: 10.7.0.0/24}}
        hosts: {host-1: {address: 10.7.0.1}, host-2: {address: 10.7.0.2}}
        """.write(toFile: folder + "/bare.yaml", atomically: false, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs a script with the folder as its directory and as the user's own.
    ///
    /// - Parameters:
    ///   - preparation: what root does before, in the same mount namespace.
    ///   - user: who runs it; `nil` for root.
    func run(
        _ script: String, preparation: String = "true", as user: Int? = nil
    ) async throws -> Outcome {
        let take = user.map { "setpriv --reuid \($0) --regid \($0) --clear-groups " } ?? ""
        let whole = """
            set -e; cd \(folder); export HOME=\(folder)/home PATH=\(folder)/bin:$PATH
            unset XDG_RUNTIME_DIR XDG_STATE_HOME LAB_EXECUTABLE LAB_AGENT
            mkdir -p home run; \(user.map { "chown \($0) . home run;" } ?? "") chmod 755 .
            \(preparation)
            exec \(take)sh -c "$SCRIPT"
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["unshare", "--mount", "--propagation", "slave", "sh", "-c", whole]
        process.environment = ProcessInfo.processInfo.environment
            .merging(["SCRIPT": script]) { $1 }
        process.standardInput = FileHandle.nullDevice
        let path = folder + "/output"
        try Data().write(to: URL(fileURLWithPath: path))
        let output = FileHandle(forWritingAtPath: path)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        await Machine.onThread { [process = Held(process)] in process.value.waitUntilExit() }
        return Outcome(
            status: process.terminationStatus,
            output: try String(contentsOfFile: path, encoding: .utf8))
    }

    /// A process that one thread starts and another waits for.
    private struct Held: Sendable {
        let value: Process
        init(_ value: Process) { self.value = value }
    }
}
