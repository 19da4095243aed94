import LabModel
import LabNetwork
import LabRunner

/// All hosts are kept as they are at one moment, for later labs of the same topology.
///
/// The hosts go on afterwards, and nobody on them notices: their agents were told to say nothing
/// meanwhile, as what they say would be lost in a lab that goes on from there.
extension Supervisor {
    /// Keeps all hosts; answers when they have gone on.
    func saveHosts(_ reply: Reply) throws(LabError) {
        if let obstacle = obstacleToSaving { throw LabError(obstacle) }
        isChanging = true
        isSaving = true
        whenSaved = reply
        savingError = LabError("the hosts went off while they were saved")
        for host in hosts {
            host.saving = .detaching
            host.order(.detach)
        }
        savingLimit = loop.after(limits.detach) { [unowned self] in
            let silent = hosts.first { $0.saving == .detaching }
            resume(LabError("\(silent?.name ?? "a host") could not be saved: its agent is busy"))
        }
    }

    /// Why the hosts can't be saved now, in words that say what to do.
    private var obstacleToSaving: String? {
        if !maker.abilities.contains(.savesHosts) {
            return "hosts of the \(maker.backend) backend can't be saved"
        }
        if let host = hosts.first(where: { $0.power != .on || $0.failure != nil }) {
            return "hosts are saved all at once: \(host.name) has no power or is not whole"
        }
        if hosts.isEmpty { return "there are no hosts to save" }
        if !faults.isEmpty { return "hosts are saved without faults: heal them first" }
        if let host = hosts.first(where: { !$0.instances.isEmpty }) {
            return "hosts are saved without instances: \(host.name) has some"
        }
        if !questions.isEmpty || !traffic.isEmpty || hosts.contains(where: { !$0.streams.isEmpty })
        {
            return "hosts are saved while nothing is asked of them: wait until probes, traffic, "
                + "commands and connections have ended"
        }
        return nil
    }

    /// An agent has fallen silent.
    func detached(_ host: SupervisedHost) {
        guard host.saving == .detaching else { return }
        host.saving = .detached
        guard hosts.allSatisfy({ $0.saving == .detached }) else { return }
        loop.forget(savingLimit)
        let (maker, made) = (maker, hosts.compactMap(\.made))
        run(on: hosts, { () throws(LabError) in try maker.save(made) }) { [unowned self] error in
            resume(error)
        }
    }

    /// Speaks to all agents again.
    private func resume(_ error: LabError?) {
        loop.forget(savingLimit)
        savingError = error
        for host in hosts where host.saving != nil {
            host.saving = .resuming
            greet(host)
            limitSilence(of: host, to: limits.restored)
        }
        endSaving()
    }

    /// A host knows its names again after it was saved: its processes are reported anew.
    func resumed(_ host: SupervisedHost) {
        guard host.saving == .resuming else { return }
        host.saving = nil
        loop.forget(host.bootLimit)
        for run in host.components where run.state?.isAlive == true {
            guard let spec = try? process(of: run.component, on: host) else { continue }
            host.order(.start(spec))
        }
        endSaving()
    }

    /// A host goes off while it is being saved, or does not go on afterwards.
    func giveUpSaving(_ host: SupervisedHost) {
        guard host.saving != nil else { return }
        host.saving = nil
        let reason = host.failure.map { ": \($0)" } ?? ""
        savingError =
            savingError ?? LabError("\(host.name) did not go on after it was saved\(reason)")
        endSaving()
    }

    /// Goes on as before once no host is being saved any more.
    private func endSaving() {
        guard isSaving, hosts.allSatisfy({ $0.saving == nil }) else { return }
        isSaving = false
        let (reply, error) = (whenSaved, savingError)
        (whenSaved, savingError) = (nil, nil)
        finishChange { reply?.answer(error.map { .failure($0) } ?? .success(.done)) }
    }
}
