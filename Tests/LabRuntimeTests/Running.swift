import LabNetwork
import LabProgram
import LabRuntime
import NIOCore
import NIOPosix
import Synchronization

/// A program that runs on an event loop of the test's process.
struct Running<Content: Program & SendableMetatype>: Sendable {
    let loop: any EventLoop
    private let runner: NIOLoopBound<ProgramRunner<Content>>
    let log = Journal()

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - configuration: the host, changed from one on loopback.
    init(
        _ program: @escaping @Sendable () -> Content,
        configure: @escaping @Sendable (inout RuntimeConfiguration) -> Void = { _ in }
    ) async throws {
        let loop = loops.next()
        let log = log
        self.loop = loop
        runner = try await loop.submit {
            var configuration = RuntimeConfiguration(
                host: HostIdentity(name: "test", address: .loopback), seed: 1)
            configuration.bind = .loopback
            configure(&configuration)
            let runner = ProgramRunner(program(), configuration: configuration, on: loop)
            runner.onLog = { level, line in log.add("[\(level.word)] \(line)") }
            runner.onExit = { log.add("exit \($0)") }
            try runner.start()
            return NIOLoopBound(runner, eventLoop: loop)
        }.get()
    }

    func with<Result: Sendable>(
        _ body: @escaping @Sendable (inout Content, inout RuntimeSystem) -> Result
    ) async throws -> Result {
        try await loop.submit { [runner] in runner.value.withProgram(body) }.get()
    }

    /// Lets a closure look at the program after each change.
    func onChange(_ body: @escaping @Sendable (inout Content, Journal) -> Void) async throws {
        try await loop.submit { [runner, log] in
            runner.value.onChange = {
                runner.value.withProgram { program, _ in body(&program, log) }
            }
        }.get()
    }

    func requestStop() async throws {
        try await loop.submit { [runner] in runner.value.requestStop() }.get()
    }

    func stop() async throws {
        try await loop.submit { [runner] in runner.value.stop() }.get()
    }
}

/// More threads than there are processors: one busy program does not hold up the others.
private let loops = MultiThreadedEventLoopGroup(numberOfThreads: 8)
