#if Libvirt
import Glibc
import LabImage
import LabModel
import LabNetwork
import LabSupervisor
import Synchronization

/// Makes hosts of virtual machines, through libvirt.
final class LibvirtHostMaker: HostMaker {
    /// A machine that runs, or is being ended.
    struct Running {
        var domain: LibvirtDomain
        var machine: MachineDefinition
        var place: any MachinePlace
    }

    /// What is known of the lab and its machines.
    struct State {
        var topology: Topology?
        /// The set of saved machines that fits, where there is one.
        var saved: String?
        /// The hosts that have not been restored from it yet.
        var restorable: Set<String> = []
        /// The hosts that have been.
        var restored: Set<String> = []
        var running: [String: Running] = [:]
        /// Whether hosts of this lab can be kept for later ones, and have not been yet.
        var isSavable = false
        var notes: [String] = []
    }

    /// `libvirt`.
    let backend = "libvirt"
    let options: LibvirtOptions
    /// Where hosts run that the drawing gives no other place.
    let home: any MachinePlace
    /// The places that the drawing names.
    let places: MachinePlaces
    let savedMachines: SavedMachines
    let state = Mutex(State())
    private let startingLine = StartingLine()

    /// How much a host can write to its disk where the drawing gives no limit, in bytes.
    private static let usualDisk: Int64 = 1 << 30

    init(home: any MachinePlace, places: MachinePlaces, options: LibvirtOptions) {
        self.home = home
        self.places = places
        self.options = options
        savedMachines = SavedMachines(cacheDirectory: options.cacheDirectory)
    }

    var abilities: Set<HostAbility> {
        let isSavable = state.withLock { $0.isSavable }
        let always: Set<HostAbility> = [.freezesHosts, .plugsWires, .hasOwnClock, .hasOwnDisk]
        return isSavable ? always.union([.savesHosts]) : always
    }

    /// Where a host runs.
    func place(of host: HostDefinition) throws(LabError) -> any MachinePlace {
        guard let uri = host.on else { return home }
        return try places.place(uri)
    }

    func prepare(for topology: Topology) {
        guard state.withLock({ $0.topology == nil }) else {
            state.withLock { $0.topology = topology }
            return
        }
        state.withLock { $0.topology = topology }
        guard !options.isCold, !options.sharesNetwork, let description = description(of: topology)
        else { return }
        savedMachines.sweep()
        var set = savedMachines.set(for: description)
        if let damaged = set, !savedMachines.isWhole(damaged) {
            savedMachines.discard(damaged)
            set = nil
            note("what was saved of these hosts is damaged, so they boot")
        }
        state.withLock { state in
            state.saved = set
            state.restorable = set == nil ? [] : Set(topology.hosts.map(\.name))
            state.isSavable = set == nil
        }
        if set != nil { startingLine.expect(topology.hosts.map(\.name)) }
    }

    func describe(_ information: inout LabInformation) {
        information.accelerator = home.accelerator.rawValue
        information.connection = options.uri
        information.ways = places.ways
        let state = state.withLock { $0 }
        information.notes = state.notes
        information.savesHosts = state.isSavable
        information.restoredHosts = state.restored.count
    }

    func tail(ofConsoleOf host: String) -> String {
        let uri = state.withLock { $0.topology?.host(named: host)?.on }
        guard let uri else { return home.consoleTail(of: host) }
        return places.opened(uri)?.consoleTail(of: host) ?? ""
    }

    // MARK: - Power

    func make(_ host: HostDefinition) throws(LabError) -> MadeHost {
        let place = try place(of: host)
        var wires: [MachineWire] = []
        var channels: [Int32] = []
        var domain: LibvirtDomain?
        do throws(LabError) {
            var machine = try machine(of: host, at: place)
            for attachment in host.attachments {
                let wire = try place.openWire()
                wires.append(wire)
                machine.interfaces.append(
                    .init(
                        hardwareAddress: MachineDefinition.hardwareAddress(of: attachment),
                        wire: wire.ports))
            }
            let (started, isRestored) = try start(machine, of: host, at: place)
            domain = started
            let channel = try place.openChannel(of: host.name)
            channels.append(channel)
            // Not before the channel is open: the guest takes one that opens later for one that was
            // closed and opened, and loses what came first.
            if isRestored { noteStandstill(startingLine.wait(host.name, started)) }
            state.withLock {
                $0.running[host.name] = Running(domain: started, machine: machine, place: place)
            }
            var made = MadeHost(
                name: host.name, process: -1, channel: channel, wires: wires.map(\.end),
                stateDirectory: "/lab")
            made.awaitsGreeting = true
            made.isRestored = isRestored
            return made
        } catch {
            noteStandstill(startingLine.leave(host.name))
            for descriptor in channels + wires.map(\.end.descriptor) { close(descriptor) }
            try? domain?.destroy()
            throw error
        }
    }

    /// Restores a machine, once for each host, so that it waits to be resumed; or boots it.
    private func start(
        _ machine: MachineDefinition, of host: HostDefinition, at place: any MachinePlace
    ) throws(LabError) -> (LibvirtDomain, isRestored: Bool) {
        if let domain = restore(machine, of: host, at: place) { return (domain, true) }
        // What a failed restore left of its data are those of a host that lost power.
        try place.makeData(of: host.name, size: room(of: host), from: nil)
        do throws(LibvirtError) {
            return (try place.connection.create(xml: machine.xml, flags: place.creation), false)
        } catch {
            throw error.doing("start the machine of \(host.name)")
        }
    }

    /// Restores a machine from the set that fits; `nil` where there is none, or it does no good.
    private func restore(
        _ machine: MachineDefinition, of host: HostDefinition, at place: any MachinePlace
    ) -> LibvirtDomain? {
        let saved = state.withLock { state in
            state.restorable.remove(host.name) == nil ? nil : state.saved
        }
        guard let saved else { return nil }
        do {
            try place.makeData(
                of: host.name, size: room(of: host),
                from: SavedMachines.data(of: host.name, in: saved))
            try place.connection.restore(
                from: SavedMachines.memory(of: host.name, in: saved), xml: machine.xml,
                isPaused: true)
            let domain = try place.connection.domain(named: machine.name)
            state.withLock { _ = $0.restored.insert(host.name) }
            return domain
        } catch {
            discardSaved(host: host.name)
            noteStandstill(startingLine.leave(host.name))
            note("\(host.name) could not be restored, so it boots: \(error)")
            return nil
        }
    }

    /// Says which machines were restored and stand still; their agents' silence has them boot.
    private func noteStandstill(_ failures: [(host: String, error: LibvirtError)]) {
        for (host, error) in failures { note("\(host) could not go on: \(error)") }
    }

    /// How much a host can write to its disk, in bytes.
    private func room(of host: HostDefinition) -> Int64 { host.disk ?? Self.usualDisk }

    func powerOff(_ host: MadeHost) {
        let running = state.withLock { $0.running.removeValue(forKey: host.name) }
        // One that has ended by itself is not there any more.
        try? running?.domain.destroy()
    }

    func wipe(host name: String) {
        state.withLock { _ = $0.restorable.remove(name) }
        noteStandstill(startingLine.leave(name))
        home.removeData(of: name)
        for place in places.all { place.removeData(of: name) }
    }

    func freeze(_ host: MadeHost, _ isFrozen: Bool) throws(LabError) {
        guard let running = running(host.name) else { return }
        do throws(LibvirtError) {
            try isFrozen ? running.domain.suspend() : running.domain.resume()
        } catch {
            throw error.doing("\(isFrozen ? "pause" : "resume") the machine of \(host.name)")
        }
    }

    func setCarrier(of host: MadeHost, wire: Int, isOn: Bool) {
        guard let running = running(host.name), running.machine.interfaces.indices.contains(wire)
        else { return }
        do throws(LibvirtError) {
            try running.domain.updateDevice(
                xml: running.machine.xml(ofInterface: wire, isPlugged: isOn))
        } catch {
            note(
                "\(host.name) does not see a wire \(isOn ? "plugged" : "unplugged"): "
                    + error.message)
        }
    }

    // MARK: - What is known

    func running(_ host: String) -> Running? { state.withLock { $0.running[host] } }

    /// Keeps a sentence for people.
    func note(_ text: String) { state.withLock { $0.notes.append(text) } }

    /// The machine of a host, without its wires.
    private func machine(
        of host: HostDefinition, at place: any MachinePlace
    ) throws(LabError) -> MachineDefinition {
        MachineDefinition(
            of: host, in: state.withLock { $0.topology }, name: place.name(of: host.name),
            owner: place.owner(of: host.name), accelerator: place.accelerator,
            timestampRate: place.timestampRate, image: place.image,
            files: try place.files(of: host.name))
    }
}
#endif
