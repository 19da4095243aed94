import LabHost
import LabModel

/// The disks of hosts that forget in a power cut what was not synced.
extension Supervisor {
    /// Answers when what the hosts have written is on their disks.
    ///
    /// Those without power or that are frozen are not waited for, as they write nothing; nor, once, those
    /// that were restored, which were saved when their disks had been written.
    func syncDisks(_ reply: Reply) {
        guard maker.abilities.contains(.hasOwnDisk) else { return reply.done() }
        let writing = hosts.filter { $0.power == .on && !$0.isFrozen && !$0.hasSavedDisk }
        for host in hosts { host.hasSavedDisk = false }
        var left = writing.count + 1
        let step = {
            left -= 1
            if left == 0 { reply.done() }
        }
        for host in writing {
            host.whenSynced.append(step)
            host.order(.syncDisk)
        }
        step()
    }

    /// A host's disk has what was written, or the host goes off.
    func synced(_ host: SupervisedHost) {
        let actions = host.whenSynced
        host.whenSynced = []
        for action in actions { action() }
    }
}
