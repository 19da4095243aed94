import CLinux
import Glibc
import LabModel
import LabSupervisor

/// Makes the process tree of a lab, in namespaces of its own.
public struct NetnsLauncher: Sendable {
    /// How long a supervisor may take until it serves.
    private static let startMilliseconds: Int32 = 30_000
    /// How long a tree that failed may take until nothing of it is left.
    private static let endMilliseconds: Int32 = 5_000

    private let executables: LabExecutables?

    /// Makes a launcher of this process's own programs.
    public init() { executables = nil }

    /// Makes a launcher of other programs.
    public init(executables: LabExecutables) { self.executables = executables }

    /// Starts the supervisor of a lab without hosts.
    ///
    /// - Parameter backend: what the hosts will be made of.
    /// - Returns: the first client's descriptor; the lab ends when it is closed, unless `keep` was said.
    /// - Throws: `LabError` when the machine can't, saying what to do about it.
    public func launch(
        _ environment: LabEnvironment, seed: UInt64, backend: HostBackend = .netns
    ) throws(LabError) -> Int32 {
        let executables = try chosenExecutables()
        var mine = OpenDescriptors()
        defer { mine.close() }
        let lock = mine.add(try environment.take())
        do {
            try environment.removeLeftovers()
            let command =
                [executables.lab, "supervise", "--env", environment.name, "--seed", "\(seed)"]
                + ["--backend", backend.name, "--options", backend.options]
            let words = (backend.sharesNetwork ? ["--share-network"] : []) + ["--"] + command
            return try launch(
                environment, keeping: words, executables: executables, lock: lock, &mine)
        } catch {
            // The keeper may be gone with everything; else this is all that there is.
            mine.close()
            environment.sweepSoon()
            throw error
        }
    }

    private func chosenExecutables() throws(LabError) -> LabExecutables {
        if let executables { return executables }
        return try LabExecutables.current()
    }

    private func launch(
        _ environment: LabEnvironment, keeping words: [String], executables: LabExecutables,
        lock: Int32, _ mine: inout OpenDescriptors
    ) throws(LabError) -> Int32 {
        let log = mine.add(try environment.openLog())
        let listener = mine.add(lab_listen_local(environment.controlSocket))
        guard listener >= 0 else {
            throw LabError(
                "can't make the socket \(environment.controlSocket): \(Failure.text(-listener)); "
                    + "make room, or set XDG_RUNTIME_DIR to another directory")
        }
        var lease: [Int32] = [-1, -1]
        var status: [Int32] = [-1, -1]
        guard lab_socket_pair(&lease) == 0, lab_pipe(&status) == 0 else {
            throw LabError("can't start a lab: \(Failure.text(errno))")
        }
        let (client, serverEnd) = (lease[0], mine.add(lease[1]))
        let (reader, writer) = (mine.add(status[0]), mine.add(status[1]))
        var isServing = false
        defer { if !isServing { Glibc.close(client) } }
        _ = lab_set_nonblocking(writer, 0)
        let arguments =
            ["lab-agent", "keep", environment.runtimeDirectory, environment.stateDirectory]
            + words
        let environ = variables(with: [
            ("XDG_RUNTIME_DIR", environment.runtimeHome),
            ("XDG_STATE_HOME", environment.stateHome), ("LAB_AGENT", executables.agent),
        ])
        let result = withCStrings(arguments) { arguments in
            withCStrings(environ) { environ in
                lab_launch_keeper(
                    executables.agent, arguments, environ, log,
                    [lock, serverEnd, listener, writer])
            }
        }
        guard result == 0 else {
            throw LabError("can't run \(executables.agent): \(Failure.text(-result))")
        }
        // From here on only the tree holds these, so that their end is the tree's.
        mine.close(all: [lock, serverEnd, listener, writer, log])
        try awaitService(environment, status: reader, executables)
        isServing = true
        return client
    }

    /// Waits until the supervisor serves.
    private func awaitService(
        _ environment: LabEnvironment, status: Int32, _ executables: LabExecutables
    ) throws(LabError) {
        var line = [CChar](repeating: 0, count: 128)
        let length = lab_read_line(status, &line, line.count, Self.startMilliseconds)
        let text = String(
            decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if length > 0, text == "ready" { return }
        if length == -ETIMEDOUT { _ = environment.endByForce(milliseconds: 1000) }
        let tail = environment.logTail
        // Everybody in the tree holds the other end until all is cleaned up.
        var rest = [CChar](repeating: 0, count: 128)
        while lab_read_line(status, &rest, rest.count, Self.endMilliseconds) >= 0 {}
        if let failure = Failure(report: text) { throw failure.error(executables) }
        let what = length == -ETIMEDOUT ? "did not serve in time" : "ended before it served"
        throw LabError(
            "the lab's supervisor \(what)"
                + (tail.isEmpty ? "" : "; the last lines of its log:\n\(tail)"))
    }
}
