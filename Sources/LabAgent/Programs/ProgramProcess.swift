import LabComponents
import LabHost
import LabNetwork
import LabProgram
import LabPrograms
import LabRuntime
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#endif

/// A program as this process, on the main thread.
final class ProgramProcess {
    private let file: ProgramFile
    private let standalone: StandaloneArguments?
    private var code: Int32 = 0
    private var control: ControlSocket?

    /// Makes the process of a host's program.
    init(_ file: ProgramFile) {
        self.file = file
        standalone = nil
    }

    /// Makes the process of a program that a person runs.
    init(_ arguments: StandaloneArguments) {
        file = arguments.file
        standalone = arguments
    }

    /// Runs the program to its end.
    ///
    /// - Returns: its exit code.
    func run() -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        Self.raiseDescriptorLimit()
        let program: any Program
        do {
            program = try makeProgram()
        } catch {
            ProgramCommand.complain("\(error)")
            return ProgramCommand.usageStatus
        }
        let signals = SignalThread([SIGTERM, SIGINT])
        MultiThreadedEventLoopGroup.withCurrentThreadAsEventLoop { [self] loop in
            start(program, on: loop, signals)
        }
        return code
    }

    private func makeProgram() throws -> any Program {
        switch file.program {
        case .component(let context): try BuiltinComponent.program(for: context)
        case .hello(let container): HelloProgram(configuration: HelloConfiguration(container))
        }
    }

    private var configuration: RuntimeConfiguration {
        var configuration = RuntimeConfiguration(
            host: HostIdentity(
                name: file.host, address: file.addresses.first ?? .any, addresses: file.addresses))
        configuration.bind = file.bind
        configuration.dataDirectory = file.dataDirectory
        if standalone == nil { configuration.passedPorts = PassedPorts.received() }
        if case .component(let context) = file.program, context.component.role == .registrator {
            configuration.engineSocket = standalone?.engine ?? EngineMessage.socketPath
        }
        return configuration
    }

    private func start<Content: Program>(
        _ program: Content, on loop: any EventLoop, _ signals: SignalThread
    ) {
        let runner = ProgramRunner(program, configuration: configuration, on: loop)
        runner.onLog = { level, line in
            StandardStream.output.write("[\(level.word)] \(line)\n")
        }
        runner.onExit = { [self] code in end(code, on: loop) }
        if let standalone {
            runner.onPortRefused = { [self] port, transport, reason in
                ProgramCommand.complain(
                    standalone.refusal(of: port, over: transport, because: reason))
                runner.stop()
                end(ProgramCommand.unavailableStatus, on: loop)
            }
        }
        do {
            try runner.start()
        } catch {
            ProgramCommand.complain("\(error)")
            return end(ProgramCommand.unavailableStatus, on: loop)
        }
        if let standalone, runner.isRunning {
            StandardStream.output.write("\(standalone.greeting)\n")
        }
        let requestStop = NIOLoopBound({ runner.requestStop() }, eventLoop: loop)
        signals.start { isFirst, number in
            // A program that does not end when it is asked to is ended by the second signal.
            guard isFirst else { _exit(128 + number) }
            loop.execute { requestStop.value() }
        }
        if let path = file.controlSocket {
            control = ControlSocket(path, on: loop) { order in
                ProgramProcess.carryOut(order, on: runner)
            }
        }
    }

    private func end(_ code: Int32, on loop: any EventLoop) {
        self.code = code
        control?.close()
        loop.shutdownGracefully { _ in }
    }

    private static func carryOut<Content: Program>(
        _ order: ProgramOrder, on runner: ProgramRunner<Content>
    ) {
        switch order {
        case .dnsFault(let lie):
            guard let runner = runner as? ProgramRunner<DiscoveryAgent> else { return }
            runner.withProgram { agent, _ in agent.setDNSFault(lie.map { DNSFault($0) }) }
        }
    }

    /// A program may hold as many connections as the machine lets it.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
