import CLinux
import LabHost
import LabModel
import LabNetwork
import LabRuntime
import NIOCore

#if canImport(Glibc)
import Glibc
#endif

/// The processes of a host, in the order in which they were first started.
final class ProcessTable {
    /// How long the last of a process's output may take to come after its end.
    private static let drainTime = TimeAmount.milliseconds(100)

    let loop: NIOIsolatedEventLoop
    let maker: StreamMaker
    let children: ChildWatch
    let link: AgentLink
    let engine: ContainerEngine
    let root: HostRoot
    let environment: HostEnvironment
    let rendered: RenderedFiles
    private(set) var processes: [HostProcess] = []
    /// Whether the whole host is frozen.
    var isHostFrozen = false

    /// Called after a process has been started.
    var onStart: ((HostProcess) -> Void)?

    init(
        _ host: HostParts, root: HostRoot, engine: ContainerEngine, rendered: RenderedFiles,
        hostName: String
    ) {
        loop = host.maker.loop.assumeIsolated()
        maker = host.maker
        children = host.children
        link = host.link
        self.root = root
        self.engine = engine
        self.rendered = rendered
        environment = HostEnvironment(hostName: hostName)
    }

    /// A process by name.
    func process(_ name: String) -> HostProcess? { processes.first { $0.spec.name == name } }

    /// Sets what a process is doing and tells the lab.
    func change(_ process: HostProcess, to state: ProcessReport.State, at now: Instant) {
        process.state = state
        process.since = now
        link.send(.process(process.report))
    }

    /// Starts a process, again where one of that name has ended or is about to.
    ///
    /// One that runs already as it is asked for is left alone: a lab that has just come does not
    /// know of it.
    func start(_ spec: ProcessSpec) {
        let process: HostProcess
        if let known = self.process(spec.name) {
            guard !known.isAlive else {
                if known.isStopping { return known.next = spec }
                if known.pid != nil, known.spec == spec {
                    return link.send(.process(known.report))
                }
                return link.send(.failed("\(spec.name) runs already: stop it first"))
            }
            process = known
            process.spec = spec
        } else {
            process = HostProcess(spec, at: MachineClock.now)
            processes.append(process)
        }
        launch(process)
    }

    /// Forgets a process that has ended, and its container.
    func remove(_ name: String) {
        guard let process = process(name) else { return }
        guard !process.isAlive else {
            return link.send(.failed("\(name) runs: stop or kill it before it is removed"))
        }
        processes.removeAll { $0 === process }
        rendered.forget(name)
        if let container = process.container { engine.destroy(container.id) }
    }

    private func launch(_ process: HostProcess) {
        do {
            let pid = try begin(process)
            process.pid = pid
            process.isFrozen = false
            process.isStopping = false
            children.watch(pid) { [self] status in ended(process, status) }
            let now = MachineClock.now
            process.startedAt = now
            if let container = process.spec.container {
                process.container = engine.started(container)
            }
            change(process, to: .running(pid: pid), at: now)
            onStart?(process)
        } catch let error as LabError {
            change(process, to: .failed(error.message), at: MachineClock.now)
        } catch let error as ProgramSearch.Failure {
            change(process, to: .failed(error.words), at: MachineClock.now)
        } catch {
            change(process, to: .failed("\(error)"), at: MachineClock.now)
        }
    }

    private func begin(_ process: HostProcess) throws -> Int32 {
        let spec = process.spec
        if let directory = spec.directory { root.showWorkplace(directory) }
        for path in spec.data { try root.makeLasting(path) }
        for file in spec.files { try write(file) }
        let rendered = try rendered.files(of: spec) { [weak self] files in
            self?.rewrite(files, of: spec.name)
        }
        for file in rendered { try write(file) }
        var reader: Int32 = -1
        var writer: Int32 = -1
        try Kernel.check(lab_program_pipe(&reader, &writer), "make a pipe for \(spec.name)")
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        // Those that are too many are opened by the program.
        let listeners = PassedPorts.open(spec.listens.prefix(Int(LAB_SPAWN_PASSED_MOST)))
        defer { for descriptor in [input, writer] + listeners { close(descriptor) } }
        do {
            var launch = try launch(spec, descriptors: (input, writer, writer))
            launch.passed = listeners
            launch.environment += PassedPorts.variables(for: listeners.count)
            let pid = try launch.start()
            follow(process, descriptor: reader)
            return pid
        } catch {
            close(reader)
            throw error
        }
    }

    private func launch(
        _ spec: ProcessSpec, descriptors: (Int32, Int32, Int32)
    ) throws(ProgramSearch.Failure) -> Launch {
        let directory = spec.directory ?? "/"
        guard let name = spec.command.first else {
            throw .init(code: 127, words: "\(spec.name) has no command: name a program")
        }
        let path =
            name == ProcessSpec.agent
            ? HostRoot.agent : try environment.search.find(name, from: directory)
        let container = spec.container?.environment.map {
            ServiceDefinition.Variable($0.name, $0.value)
        }
        return Launch(
            path: path, arguments: spec.command,
            environment: environment.with((container ?? []) + spec.environment),
            directory: directory, descriptors: descriptors)
    }

    /// Writes a file of a process, and makes the directory that it lies in.
    ///
    /// - Throws: `LabError` with the kernel's words.
    func write(_ file: ProcessSpec.File) throws(LabError) {
        guard file.path.hasPrefix("/"), let slash = file.path.lastIndex(of: "/") else {
            throw LabError("\(file.path) is no absolute path")
        }
        try root.makeWritable(String(file.path[..<slash]))
        try HostFiles.replace(file.path, with: file.contents)
    }
}

// MARK: - What comes of a process

extension ProcessTable {
    private func follow(_ process: HostProcess, descriptor: Int32) {
        let output = ByteStream()
        process.output = output
        process.cutter = LineCutter()
        process.isOutputOver = false
        output.onBytes = { [self] bytes in
            for line in process.cutter.append(bytes) { log(line, of: process) }
        }
        output.onEnd = { [self] in
            if let line = process.cutter.finish() { log(line, of: process) }
            process.isOutputOver = true
            link.unpace(output)
            settle(process)
        }
        link.pace(output)
        maker.pipe(input: descriptor, output)
    }

    private func log(_ line: String, of process: HostProcess) {
        let now = MachineClock.now
        let (isAdmitted, leftOut) = process.allowance.admits(bytes: line.utf8.count, at: now)
        guard isAdmitted else { return }
        let name = process.spec.name
        if leftOut > 0 {
            link.send(.log(process: name, at: now, line: "[\(leftOut) lines are left out here]"))
        }
        link.send(.log(process: name, at: now, line: line))
    }

    private func ended(_ process: HostProcess, _ status: Int32) {
        let pid = process.pid ?? 0
        process.pid = nil
        process.graceTimer?.cancel()
        process.graceTimer = nil
        process.reloadTimer?.cancel()
        process.reloadTimer = nil
        process.since = MachineClock.now
        process.ending = ChildWatch.state(status)
        // As with a container, nothing outlives the process that it was started for.
        ProcessFamily.signal(SIGKILL, familyOf: pid)
        if let container = process.container {
            process.container = engine.died(container.id, code: ChildWatch.code(status))
        }
        guard !process.isOutputOver else { return settle(process) }
        let output = process.output
        loop.scheduleTask(in: Self.drainTime) { output.close() }
    }

    /// Tells of the end once the last line has been told.
    private func settle(_ process: HostProcess) {
        guard let ending = process.ending, process.isOutputOver else { return }
        process.ending = nil
        change(process, to: ending, at: process.since)
        let waiting = process.onEnd
        process.onEnd = []
        for done in waiting { done() }
        guard let next = process.next else { return }
        process.next = nil
        process.spec = next
        launch(process)
    }
}
