import LabProgram
import NIOCore

/// Runs one program on real clocks, sockets and disks: the other implementation of `System`.
///
/// It belongs to one event loop: everything is called there, and the program is never entered twice
/// at once. A runner that has started lives until its program ends or `stop` is called.
public final class ProgramRunner<Content: Program> {
    private var program: Content
    private let runtime: Runtime

    /// Makes a runner; nothing runs yet.
    ///
    /// - Parameters:
    ///   - program: the program in its first state.
    ///   - configuration: the host that it runs on.
    ///   - eventLoop: the loop that the caller is on.
    public init(
        _ program: Content, configuration: RuntimeConfiguration, on eventLoop: any EventLoop
    ) {
        self.program = program
        runtime = Runtime(configuration: configuration, eventLoop: eventLoop)
    }

    /// Called once, when the program has ended by itself and what it sent has left.
    public var onExit: ((Int32) -> Void)? {
        get { runtime.onExit }
        set { runtime.onExit = newValue }
    }

    /// Called when something changed that an observer may want to look at anew.
    ///
    /// It comes after the event has been handled, so `withProgram` can be called in it.
    public var onChange: (() -> Void)? {
        get { runtime.onChange }
        set { runtime.onChange = newValue }
    }

    /// Called with each line that the program logs, `debug` left out, while it handles an event.
    public var onLog: ((LogLevel, String) -> Void)? {
        get { runtime.onLog }
        set { runtime.onLog = newValue }
    }

    /// Called when a port can't be opened, with its number, `udp` or `tcp`, and the machine's words.
    public var onPortRefused: ((UInt16, String, String) -> Void)? {
        get { runtime.onPortRefused }
        set { runtime.onPortRefused = newValue }
    }

    /// Lets the program begin, once the list of the host's containers is there where it has an engine.
    ///
    /// - Throws: `RuntimeError` when the data directory can't be used.
    public func start() throws(RuntimeError) {
        try runtime.start { [self] event in
            var system = RuntimeSystem(runtime: runtime)
            program.handle(event, on: &system)
        }
    }

    /// Looks at the program, or works on it as if it handled an event.
    public func withProgram<Result>(
        _ body: (inout Content, inout RuntimeSystem) -> Result
    ) -> Result {
        runtime.eventLoop.preconditionInEventLoop()
        var system = RuntimeSystem(runtime: runtime)
        return runtime.whileHandling { body(&program, &system) }
    }

    /// Asks the program to end in an orderly way.
    public func requestStop() { runtime.requestStop() }

    /// Ends the program at once and closes its sockets; nothing more is called.
    public func stop() { runtime.stop() }

    /// Whether the program has begun and not ended.
    public var isRunning: Bool { runtime.phase == .running }
}
