import Foundation
import LabHost
import LabModel
import LabNetwork
import LabTestSupport
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A host of namespaces of its own with the agent as its first process, and its other end.
final class TestHost {
    /// What did not happen, with all that did.
    struct Unmet: Error, CustomStringConvertible {
        var description: String
    }

    /// How the users of the machine are known in the host.
    enum Users {
        /// Only the one who runs the test, as root.
        case one
        /// All of them; for root.
        case all
    }

    /// The path of the state directory, which is there until the object is gone.
    let state: String
    private(set) var reports: [HostReport] = []
    private(set) var output: [UInt32: String] = [:]
    private(set) var errors: [UInt32: String] = [:]

    /// How long something that is waited for may take.
    var patience = Duration.seconds(10)

    private var decoder = FrameDecoder()
    private var socket: Int32 = -1
    private var process: pid_t = 0
    private let ownsState: Bool
    private var read = 0
    private var number: UInt64 = 1_000

    /// Starts a host; its first order is yet to be given.
    ///
    /// - Parameters:
    ///   - state: the state directory of another host that is off now; `nil` for a new one.
    ///   - disk: the size of the file system that the state directory is; `nil` for a plain
    ///     directory, which outlives the host.
    init(
        state: String? = nil, disk: String? = nil, users: Users = .one, before: String = "true"
    ) throws {
        self.state = state ?? NSTemporaryDirectory() + "lab-agent-tests-" + UUID().uuidString
        ownsState = state == nil
        try FileManager.default.createDirectory(
            atPath: self.state, withIntermediateDirectories: true)
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
            throw Unmet(description: "no socket pair")
        }
        socket = ends[0]
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        defer { close(ends[1]) }
        let mount = disk.map { "mount -t tmpfs -o size=\($0) tmpfs \(self.state)" } ?? "true"
        let inner = "\(before) && \(mount) && exec \"$0\" host"
        var command = ["unshare", "--kill-child", "--net", "--pid", "--fork", "--mount", "--uts"]
        command += ["--ipc", "sh", "-c", inner, Self.agent]
        switch users {
        case .one: command.insert(contentsOf: ["--user", "--map-root-user"], at: 1)
        case .all:
            command = ["unshare", "--user", "sh", "-c", "read x; exec \"$@\"", "sh"] + command
        }
        try launch(command, descriptor: ends[1], users: users)
    }

    /// Speaks with an agent that runs in another process's machine.
    ///
    /// - Parameters:
    ///   - directory: what belongs to the machine; it is removed with the object.
    ///   - process: what runs the machine; it is killed with the object.
    init(machine directory: String, process: pid_t) {
        state = directory
        ownsState = true
        self.process = process
        patience = .seconds(60)
    }

    deinit {
        close(socket)
        if process > 0 {
            kill()
            waitpid(process, nil, 0)
        }
        if ownsState { try? FileManager.default.removeItem(atPath: state) }
    }

    private func launch(_ command: [String], descriptor: Int32, users: Users) throws {
        var go: [Int32] = [-1, -1]
        guard pipe(&go) == 0 else { throw Unmet(description: "no pipe") }
        defer { for end in go { close(end) } }
        for end in go { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Above the numbers that it is to have, so that they are free of close-on-exec.
        let high = fcntl(descriptor, F_DUPFD_CLOEXEC, 10)
        defer { close(high) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, go[0], 0)
        posix_spawn_file_actions_adddup2(&actions, high, 3)
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let outcome = posix_spawnp(&process, command[0], &actions, nil, &arguments, environ)
        guard outcome == 0 else { throw Unmet(description: "\(command[0]): error \(outcome)") }
        guard users == .all else { return }
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/user")
        try until("a user namespace") {
            let link = "/proc/\(process)/ns/user"
            return try FileManager.default.destinationOfSymbolicLink(atPath: link) != own
        }
        for map in ["uid_map", "gid_map"] {
            try "0 0 4294967295".write(
                toFile: "/proc/\(process)/\(map)", atomically: false, encoding: .utf8)
        }
        _ = write(go[1], "\n", 1)
    }

    private func until(_ what: String, _ condition: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            if try condition() { return }
            usleep(1_000)
        }
        throw Unmet(description: "no \(what) in \(patience)")
    }

    /// A number that no question of the test has.
    func nextNumber() -> UInt64 {
        number += 1
        return number
    }

    // MARK: - Talking

    /// Gives an order.
    func order(_ order: HostOrder) throws { try send(Frame.message(encoding: order)) }

    /// Sends a frame.
    func send(_ frame: Frame) throws { try send(frame.bytes) }

    /// Sends bytes.
    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, 0x4000)
            }
            guard count > 0 else { throw Unmet(description: "the agent does not listen") }
            rest = rest.dropFirst(count)
        }
    }

    /// Takes in what the agent says until something holds, as long as there is patience.
    func wait(for what: String, _ condition: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + patience
        while try !condition() {
            var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let isReadable = Glibc.poll(&poll, 1, 20) > 0
            guard ContinuousClock.now < deadline, !isReadable || receive() else {
                throw Unmet(
                    description: "waited for \(what); had \(reports.suffix(20)) \(output) \(errors)"
                )
            }
        }
    }

    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return false }
        decoder.append(buffer[..<count])
        while let frame = try? decoder.next() {
            switch frame {
            case .message(let text):
                if let report = try? Frame.decode(HostReport.self, from: text) {
                    reports.append(report)
                }
            case .stream(let id, let bytes):
                output[id, default: ""] += String(decoding: bytes, as: UTF8.self)
            case .errorStream(let id, let bytes):
                errors[id, default: ""] += String(decoding: bytes, as: UTF8.self)
            }
        }
        return true
    }

    /// The next report that fits, after the one that was found last.
    @discardableResult
    func next<Result>(_ what: String, _ pick: (HostReport) throws -> Result?) throws -> Result {
        var found: Result?
        try wait(for: what) {
            while found == nil, read < reports.count {
                found = try pick(reports[read])
                read += 1
            }
            return found != nil
        }
        guard let found else { throw Unmet(description: what) }
        return found
    }

    /// Waits until the agent and all of the host are gone.
    ///
    /// - Returns: the status of the process that held it (wait(2)).
    func waitForEnd() throws -> Int32 {
        var status: Int32 = 0
        try until("end") { waitpid(process, &status, WNOHANG) == process }
        process = 0
        return status
    }

    /// Speaks over another socket from now on.
    func connect(_ socket: Int32) {
        close(self.socket)
        self.socket = socket
        decoder = FrameDecoder()
    }

    /// Cuts the connection, as when the lab is gone.
    func disconnect() { shutdown(socket, Int32(SHUT_RDWR)) }

    /// Ends what runs the host, without a word to it.
    func kill() { if process > 0 { Glibc.kill(process, SIGKILL) } }

    /// Cuts the power: ends the first process.
    func cutPower() throws {
        disconnect()
        _ = try waitForEnd()
    }
}

// MARK: - What tests do often

extension TestHost {
    /// The executable beside the tests.
    static var agent: String {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        return tests.appendingPathComponent("lab-agent").path
    }

    /// Whether hosts can be made here, and why not.
    static let isPossible: Bool = {
        guard RealHosts.areWanted, FileManager.default.isExecutableFile(atPath: agent) else {
            return false
        }
        let command = "unshare --user --map-root-user --net --pid --fork --mount true 2>/dev/null"
        return system(command) == 0
    }()

    static let reason = Comment(
        rawValue: RealHosts.areWanted
            ? "not run: needs lab-agent beside the tests, and user namespaces (unshare -Ur)"
            : RealHosts.notWanted)

    /// A host that is set up.
    static func ready(
        state: String? = nil, disk: String? = nil, users: Users = .one, before: String = "true",
        _ change: (inout HostSetup) -> Void = { _ in }
    ) throws -> TestHost {
        let host = try TestHost(state: state, disk: disk, users: users, before: before)
        try host.next("hello") { report in
            if case .hello = report { true } else { nil }
        }
        var setup = HostSetup(name: "web-1", interfaces: [], stateDirectory: host.state)
        setup.hosts = [
            .init(name: "web-1", address: IPv4Address(10, 0, 0, 1)),
            .init(name: "web-2", address: IPv4Address(10, 0, 0, 2)),
        ]
        change(&setup)
        try host.order(.configure(setup))
        try host.next("configured") { report -> Bool? in
            switch report {
            case .configured: true
            case .failed(let words): throw Unmet(description: words)
            default: nil
            }
        }
        return host
    }

    /// Runs a command of the shell.
    func shell(_ command: String, id: UInt32 = 900) throws -> (code: Int32, output: String) {
        output[id] = nil
        errors[id] = nil
        try order(.execute(id, CommandSpec(command: ["sh", "-c", "(\(command)\n) 2>&1"])))
        let code = try ended(id)
        return (code, output[id] ?? "")
    }

    /// Waits for the end of a command.
    func ended(_ id: UInt32) throws -> Int32 {
        try next("the end of command \(id)") { report in
            if case .ended(id, let code) = report { code } else { nil }
        }
    }

    /// Waits until a process is in a state.
    @discardableResult
    func state(
        of name: String, _ isWanted: (ProcessReport.State) -> Bool = { _ in true }
    ) throws -> ProcessReport {
        try next("a state of \(name)") { report in
            guard case .process(let process) = report, process.name == name,
                isWanted(process.state)
            else { return nil }
            return process
        }
    }

    /// The lines that a process has written so far.
    func lines(of name: String) -> [String] {
        reports.compactMap { report in
            if case .log(name, _, let line) = report { line } else { nil }
        }
    }

    /// Waits for words of a failure.
    func failure() throws -> String {
        try next("a failure") { report in
            if case .failed(let words) = report { words } else { nil }
        }
    }
}
