import LabNetwork
import LabProgram

/// Power, clocks, disks and containers of hosts.
extension World {
    /// The number of a host; `nil` where there is none of that name.
    public func host(named name: String) -> Int? {
        hosts.firstIndex { $0.identity.name == name }
    }

    /// Whether a host has power.
    public func isUp(_ host: Int) -> Bool { hosts[host].isUp }

    /// Cuts a host's power: its processes are gone, nobody is told, unsynced writes may be lost.
    public func powerOff(_ host: Int) {
        let machine = hosts[host]
        guard machine.isUp else { return }
        machine.isUp = false
        for process in processes where process.host === machine {
            end(process, as: .signaled("power"), exitCode: 137)
        }
        forgetConnections(of: machine)
        for folder in machine.folders { folder.folder.losePower(&machine.random) }
        revision += 1
    }

    /// Gives a host its power back; nothing runs on it yet.
    public func powerOn(_ host: Int) {
        guard !hosts[host].isUp else { return }
        hosts[host].isUp = true
        revision += 1
    }

    /// Sets a host's wall clock off by an offset from now on, and lets it drift.
    public func setSkew(of host: Int, offset: Interval, driftPerBillion: Int64) {
        hosts[host].setSkew(offset, driftPerBillion: driftPerBillion, at: now)
        revision += 1
    }

    /// Leaves a host's disk so many bytes of room; `nil` gives the room back.
    public func fillDisk(of host: Int, leaving bytes: Int64?) {
        hosts[host].diskLeft = bytes
        revision += 1
    }

    /// Wipes what a program has stored on a host.
    public func wipeData(named name: String, on host: Int) {
        hosts[host].folders.removeAll { $0.name == name }
    }

    /// A port of the host's ephemeral range (Linux: 32768 to 60999) that nobody holds.
    public func takeEphemeralPort(on host: Int) -> UInt16 {
        let machine = hosts[host]
        while true {
            let port = machine.nextEphemeralPort
            machine.nextEphemeralPort = port >= 60_999 ? 32_768 : port + 1
            if machine.listener(on: port) == nil { return port }
        }
    }

    /// The containers of a host's engine, in the order of creation.
    public func containers(on host: Int) -> [Container] { hosts[host].containers }

    /// Adds a container to a host's engine, or puts its new description in the place of the old one.
    public func setContainer(_ container: Container, on host: Int, event: ContainerEvent.Action) {
        let machine = hosts[host]
        if let index = machine.containers.firstIndex(where: { $0.id == container.id }) {
            machine.containers[index] = container
        } else {
            machine.containers.append(container)
        }
        tell(ContainerEvent(event, id: container.id), on: machine)
    }

    func setContainer(
        of process: SimulatedProcess, to state: Container.State, event: ContainerEvent.Action,
        exitCode: Int32? = nil
    ) {
        guard let id = process.containerID,
            let index = process.host.containers.firstIndex(where: { $0.id == id })
        else { return }
        process.host.containers[index].state = state
        tell(ContainerEvent(event, id: id, exitCode: exitCode), on: process.host)
    }

    private func tell(_ event: ContainerEvent, on host: SimulatedHost) {
        for process in processes
        where process.host === host && process.watchesContainers && !process.hasEnded {
            queue.schedule(
                .container(process: process.id, event),
                at: (now + Self.engineDelay).nanoseconds)
        }
        revision += 1
    }

    func finishSync(
        _ number: Int32, _ file: StoreFile, _ writes: UInt64, _ token: UInt64,
        _ occurrence: Occurrence
    ) {
        let process = processes[Int(number)]
        // The disk finishes what a killed program asked for, but not without power.
        guard process.host.isUp, process.state != .signaled("power") else { return }
        process.folder.markSynced(file, writes: writes)
        if isAwake(process, for: occurrence) {
            deliver(.synced(file, token: token), to: process, kind: 8, digest: token)
        }
    }
}
