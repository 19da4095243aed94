#if Libvirt
import Dispatch
import LabImage
import LabModel
import LabSupervisor
import Synchronization

/// Machines are kept as they are at one moment.
extension LibvirtHostMaker {
    func save(_ hosts: [MadeHost]) throws(LabError) {
        guard let topology = state.withLock({ $0.topology }),
            let description = description(of: topology)
        else { throw LabError("the lab's hosts can't be saved where they are") }
        let machines = hosts.compactMap { running($0.name) }
        guard machines.count == topology.hosts.count else {
            throw LabError("a host went off while it was to be saved")
        }
        let draft = try savedMachines.begin()
        do throws(LabError) {
            try write(machines, to: draft.directory)
            try savedMachines.finish(draft, as: description)
        } catch {
            savedMachines.abandon(draft)
            throw error
        }
        state.withLock { $0.isSavable = false }
    }

    /// Boots a host whose saved memory did no good; nobody gets that again.
    func discardSaved(host name: String) {
        let (set, wasRestored) = state.withLock { state in
            state.restorable.remove(name)
            return (state.saved, state.restored.remove(name) != nil)
        }
        if let set { savedMachines.withdraw(set) }
        if wasRestored {
            note("\(name) did not go on from where it was saved, so it boots: see lab logs \(name)")
        }
    }

    /// Writes memory and data of machines that all stand still meanwhile.
    private func write(_ machines: [Running], to directory: String) throws(LabError) {
        var error: LabError?
        var stopped: [Running] = []
        do throws(LibvirtError) {
            for running in machines {
                try running.domain.suspend()
                stopped.append(running)
            }
        } catch let failure {
            error = failure.doing("pause the machines")
        }
        if error == nil { error = writeStopped(machines, to: directory) }
        for running in stopped {
            do throws(LibvirtError) {
                try running.domain.resume()
            } catch let failure {
                error = failure.doing("resume \(running.machine.owner.host)")
            }
        }
        if let error { throw error }
    }

    private func writeStopped(_ machines: [Running], to directory: String) -> LabError? {
        let failures = Mutex<[LabError]>([])
        DispatchQueue.concurrentPerform(iterations: machines.count) { index in
            let running = machines[index]
            let host = running.machine.owner.host
            do throws(LabError) {
                do throws(LibvirtError) {
                    try running.domain.snapshotMemory(
                        to: SavedMachines.memory(of: host, in: directory),
                        disks: MachineDefinition.disks)
                } catch {
                    throw error.doing("save the memory of \(host)")
                }
                try ImageCache.copySparse(
                    from: running.machine.files.data,
                    to: SavedMachines.data(of: host, in: directory))
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        return failures.withLock { $0.first }
    }

    /// What a saved set of this lab's machines has to fit; `nil` where none can be saved.
    func description(of topology: Topology) -> SavedMachines.Description? {
        guard let hypervisor = try? home.connection.hypervisorVersion() else { return nil }
        let files = MachineFiles(data: "", console: "", channel: "")
        let machines = topology.hosts.map { host in
            var machine = MachineDefinition(
                of: host, in: topology, name: home.name(of: host.name),
                owner: MachineOwner(environment: "", host: host.name),
                accelerator: home.accelerator, timestampRate: home.timestampRate, image: home.image,
                files: files)
            machine.interfaces = host.attachments.map {
                .init(
                    hardwareAddress: MachineDefinition.hardwareAddress(of: $0),
                    wire: .init(near: 0, far: 0))
            }
            return machine.xml
        }
        return SavedMachines.Description(
            topology: topology, machines: machines, image: home.image.key,
            hypervisor: "\(hypervisor), libvirt \(LibvirtConnection.libraryVersion ?? "?")")
    }
}
#endif
