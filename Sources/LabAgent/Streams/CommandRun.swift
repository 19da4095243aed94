import CLinux
import LabHost
import LabModel
import NIOCore

#if canImport(Glibc)
import Glibc
#endif

/// A command that somebody runs in the host, with pipes or with a terminal.
final class CommandRun {
    /// How long the last of the output may take to come after the command's end.
    private static let drainTime = TimeAmount.milliseconds(250)
    /// The character that ends the input of a terminal in line mode (termios(3), VEOF).
    private static let endOfInput: UInt8 = 4

    private let id: UInt32
    private let link: AgentLink
    private let loop: NIOIsolatedEventLoop
    private var input = ByteStream()
    private var outputs: [ByteStream] = []
    private var terminal: Int32?
    private var open = 0
    private var pid: Int32?
    private var code: Int32?
    /// Whether whom it was run for has gone: another one may use its number.
    private var isForsaken = false
    private let onEnd: (UInt32) -> Void

    /// Makes a command that has not begun.
    ///
    /// - Parameter onEnd: called with the command's number once it is over.
    init(
        _ id: UInt32, link: AgentLink, loop: NIOIsolatedEventLoop,
        onEnd: @escaping (UInt32) -> Void
    ) {
        self.id = id
        self.link = link
        self.loop = loop
        self.onEnd = onEnd
    }

    /// Starts it; where it can't be started, the lab is told why as a shell would tell it.
    func start(_ spec: CommandSpec, in environment: HostEnvironment, _ host: HostParts) {
        do {
            guard let name = spec.command.first else {
                throw ProgramSearch.Failure(code: 127, words: "there is no command: name a program")
            }
            let path =
                name == ProcessSpec.agent
                ? HostRoot.agent : try environment.search.find(name, from: "/")
            let launch = Launch(
                path: path, arguments: spec.command,
                environment: environment.with(spec.environment), directory: "/",
                descriptors: (-1, -1, -1))
            if let size = spec.terminal {
                try start(launch, on: size, host.maker)
            } else {
                try start(launch, host.maker)
            }
            if let pid { host.children.watch(pid) { [self] status in ended(status) } }
        } catch let failure as ProgramSearch.Failure {
            refuse(failure)
        } catch {
            refuse(.init(code: 126, words: "\(error)"))
        }
    }

    private func refuse(_ failure: ProgramSearch.Failure) {
        link.send(Array("lab: \(failure.words)\n".utf8), on: id, isError: true)
        link.send(.ended(id, code: failure.code))
        onEnd(id)
    }

    private func start(_ launch: Launch, _ maker: StreamMaker) throws {
        var launch = launch
        var descriptors: [Int32] = []
        for _ in 0..<3 {
            var reader: Int32 = -1
            var writer: Int32 = -1
            let outcome = lab_program_pipe(&reader, &writer)
            if outcome < 0 { for descriptor in descriptors { close(descriptor) } }
            try Kernel.check(outcome, "make a pipe for the command")
            descriptors += [reader, writer]
        }
        launch.descriptors = (descriptors[0], descriptors[3], descriptors[5])
        defer { for index in [0, 3, 5] { close(descriptors[index]) } }
        do {
            pid = try launch.start()
        } catch {
            for index in [1, 2, 4] { close(descriptors[index]) }
            throw error
        }
        followInput()
        maker.pipe(output: descriptors[1], input)
        follow(isError: false) { maker.pipe(input: descriptors[2], $0) }
        follow(isError: true) { maker.pipe(input: descriptors[4], $0) }
    }

    private func start(
        _ launch: Launch, on size: CommandSpec.Terminal, _ maker: StreamMaker
    ) throws {
        var launch = launch
        var controller: Int32 = -1
        var device: Int32 = -1
        try Kernel.check(
            lab_open_terminal(Int32(size.rows), Int32(size.columns), &controller, &device),
            "open a terminal in the host")
        defer { close(device) }
        launch.descriptors = (device, device, device)
        launch.hasTerminal = true
        do {
            pid = try launch.start()
        } catch {
            close(controller)
            throw error
        }
        terminal = controller
        follow(isError: false) {
            input = $0
            followInput()
            maker.pipe(both: controller, $0)
        }
    }

    private func follow(isError: Bool, _ begin: (ByteStream) -> Void) {
        let stream = ByteStream()
        outputs.append(stream)
        open += 1
        stream.onBytes = { [self] bytes in
            if !isForsaken { link.send(bytes, on: id, isError: isError) }
        }
        stream.onEnd = { [self] in
            open -= 1
            link.unpace(stream)
            settle()
        }
        link.pace(stream)
        begin(stream)
    }

    private func followInput() {
        link.follow(input)
        input.onOverflow = { [self] in
            if !isForsaken {
                link.send(
                    Array("lab: the command does not read its input; it is killed\n".utf8),
                    on: id, isError: true)
            }
            cancel()
        }
        input.onClosed = { [link, input] in link.release(input) }
    }

    private func ended(_ status: Int32) {
        pid = nil
        code = ChildWatch.code(status)
        settle()
        loop.scheduleTask(in: Self.drainTime) { [self] in
            for stream in outputs { stream.close() }
        }
    }

    private func settle() {
        guard open == 0, let code else { return }
        self.code = nil
        terminal = nil
        input.close()
        guard !isForsaken else { return }
        link.send(.ended(id, code: code))
        onEnd(id)
    }
}

// MARK: - From the lab

extension CommandRun {
    /// Passes bytes on to the command's input.
    func write(_ bytes: [UInt8]) { input.write(bytes) }

    /// Nothing more comes for the command's input.
    func endInput() {
        if terminal == nil { input.closeOutput() } else { input.write([Self.endOfInput]) }
    }

    /// The terminal has another size.
    func resize(rows: Int, columns: Int) {
        guard let terminal else { return }
        _ = lab_resize_terminal(terminal, Int32(rows), Int32(columns))
    }

    /// Who reads the output does not keep up with it, or does again.
    func hold(_ isHeld: Bool) {
        for stream in outputs { stream.pause(.reader, isHeld) }
    }

    /// Ends it at once, with all its children.
    func cancel() {
        if let pid { ProcessFamily.signal(SIGKILL, familyOf: pid) }
    }

    /// Ends it at once, and nobody is told.
    func forsake() {
        isForsaken = true
        cancel()
        for stream in outputs { stream.pause(.reader, false) }
    }
}
