import LabNetwork
import LabProgram

/// Processes, from their start to their end.
extension World {
    /// Starts a program on a host that is up.
    ///
    /// - Parameters:
    ///   - program: the program in its first state.
    ///   - name: what its log and its data folder are called.
    ///   - host: the host's number.
    ///   - delay: how long until it begins to run.
    ///   - containerID: the container that it is the main process of.
    public func spawn<Content: Program>(
        _ program: Content, named name: String, on host: Int, after delay: Interval = .zero,
        containerID: String? = nil
    ) -> ProcessID {
        let machine = hosts[host]
        let id = Int32(processes.count)
        let purpose = "process/\(machine.identity.name)/\(name)/\(runs(of: name, on: host).count)"
        let process = SimulatedProcess(
            id: id, host: machine, name: name, program: ProgramBox(program),
            folder: machine.folder(named: name), containerID: containerID,
            random: RandomStream(seed: seed, purpose: purpose))
        processes.append(process)
        queue.schedule(.begin(process: id), at: (now + delay).nanoseconds)
        revision += 1
        return ProcessID(rawValue: id)
    }

    /// What a process is doing.
    public func state(of process: ProcessID) -> ProcessState {
        processes[Int(process.rawValue)].state
    }

    /// The lines that a process has logged, the oldest of very many left out.
    public func log(of process: ProcessID) -> [ProcessLogLine] {
        processes[Int(process.rawValue)].log
    }

    /// Every run of a program of that name on a host, the oldest first.
    public func runs(of name: String, on host: Int) -> [ProcessID] {
        processes.filter { $0.host === hosts[host] && $0.name == name }.map {
            ProcessID(rawValue: $0.id)
        }
    }

    /// Makes `run` return after every event that a process handles.
    public func observe(_ process: ProcessID) {
        processes[Int(process.rawValue)].isObserver = true
    }

    /// The program of a process as it is now; `nil` where it is of another type.
    public func program<Content: Program>(
        of process: ProcessID, as type: Content.Type
    ) -> Content? {
        (processes[Int(process.rawValue)].program as? ProgramBox<Content>)?.program
    }

    /// Looks at, or works on, the program of a process without copying it.
    ///
    /// - Returns: what the closure returns; `nil` where the program is of another type.
    public func withProgram<Content: Program, Result>(
        of process: ProcessID, as type: Content.Type,
        _ body: (inout Content, inout SimulatedSystem) -> Result
    ) -> Result? {
        let process = processes[Int(process.rawValue)]
        guard let box = process.program as? ProgramBox<Content> else { return nil }
        var system = SimulatedSystem(world: self, process: process)
        return body(&box.program, &system)
    }

    /// Asks a process to end in an orderly way.
    public func requestStop(of id: ProcessID) {
        let process = processes[Int(id.rawValue)]
        guard !process.hasEnded else { return }
        if process.state == .paused { resume(id) }
        deliver(.stopRequested, to: process, kind: 6, digest: 0)
    }

    /// Ends a process at once; its connections are reset, its host stays.
    public func kill(_ id: ProcessID, signal: String = "SIGKILL") {
        let process = processes[Int(id.rawValue)]
        guard !process.hasEnded else { return }
        end(process, as: .signaled(signal), exitCode: 137)
    }

    /// Freezes a process; its host's kernel goes on to answer for it.
    public func pause(_ id: ProcessID) {
        let process = processes[Int(id.rawValue)]
        guard process.state == .running else { return }
        process.state = .paused
        setContainer(of: process, to: .paused, event: .pause)
        revision += 1
    }

    /// Thaws a process; what happened meanwhile happens to it now.
    public func resume(_ id: ProcessID) {
        let process = processes[Int(id.rawValue)]
        guard process.state == .paused else { return }
        process.state = .running
        for occurrence in process.held { queue.schedule(occurrence, at: now.nanoseconds) }
        process.held = []
        setContainer(of: process, to: .running, event: .unpause)
        revision += 1
    }

    func end(_ process: SimulatedProcess, as state: ProcessState, exitCode: Int32) {
        guard !process.hasEnded else { return }
        process.state = state
        process.held = []
        process.host.releasePorts(of: process)
        if process.host.isUp { closeConnections(of: process) }
        for index in process.host.containers.indices
        where process.host.containers[index].id == process.containerID {
            process.host.containers[index].exitCode = exitCode
        }
        setContainer(of: process, to: .exited, event: .die, exitCode: exitCode)
        trace.mix(UInt64(process.id) << 8 | 7)
        revision += 1
    }
}
