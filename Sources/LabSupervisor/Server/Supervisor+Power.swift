import Glibc
import LabComponents
import LabHost
import LabModel
import LabNetwork
import LabRunner

/// Hosts come to be, and go.
extension Supervisor {
    /// How long a host whose power is cut is asked for what its traffic has counted.
    static let lastWords = Interval.milliseconds(100)

    func powerOn(_ host: SupervisedHost) {
        host.power = .starting
        host.failure = nil
        host.isCancelled = false
        host.wantsPower = false
        host.isBootedAgain = false
        make(host)
    }

    /// Lets the backend make a host.
    func make(_ host: SupervisedHost) {
        let (maker, definition, number) = (maker, host.definition, host.number)
        work {
            do throws(LabError) {
                return .made(host: number, .success(try maker.make(definition)))
            } catch {
                return .made(host: number, .failure(error))
            }
        }
    }

    /// Goes on with a host that the backend has made, or could not make.
    func take(_ result: Result<MadeHost, LabError>, of host: SupervisedHost) {
        switch result {
        case .failure(let error):
            host.failure = error.message
            settle(host)
        case .success(let made):
            host.made = made
            host.hasSavedDisk = made.isRestored
            if host.isCancelled {
                for wire in made.wires { close(wire.descriptor) }
                close(made.channel)
                goOff(host)
            } else {
                connect(host, made)
            }
        }
    }

    private func connect(_ host: SupervisedHost, _ made: MadeHost) {
        host.carriers = made.wires.map { _ in true }
        let link = FrameSocket(made.channel)
        host.link = link
        host.linkToken = loop.watch(
            made.channel,
            for: { [unowned link] in link.unsent > 0 ? [.read, .write] : [.read] },
            { [unowned self, unowned host] happened in serve(host, happened) })
        do {
            for (wire, attachment) in zip(made.wires, host.definition.attachments) {
                try wires.attach(
                    wire: wire, host: host.number,
                    network: networks[attachment.network] ?? -1, address: attachment.address)
            }
        } catch {
            return fail(host, "\(error)")
        }
        showCarrier(of: host)
        if made.awaitsGreeting { greet(host) } else { configure(host) }
        limitSilence(of: host, to: limits.first(of: made, amid: hosts.count))
    }

    /// Goes on with a host that is set up: from now on it has power.
    func configured(_ host: SupervisedHost) {
        guard host.power == .starting else { return resumed(host) }
        loop.forget(host.bootLimit)
        host.power = .on
        host.since = now
        host.starts += 1
        // What the faults in force say of the host; its network's part needs no host.
        if let left = activeFaults.roomLeft(on: host.name) { host.order(.limitDisk(leave: left)) }
        host.hasDNSFault = false
        renewDNSFault(of: host)
        do throws(LabError) {
            try startComponents(of: host)
        } catch {
            host.failure = error.message
        }
        resumeTraffic(on: host)
        changed(host)
        release(host)
    }

    /// Gives up a host that could not be set up, or that went off by itself.
    func fail(_ host: SupervisedHost, _ reason: String) {
        guard host.power == .starting || host.power == .on else { return }
        if host.power == .starting, let made = host.made, made.isRestored, !host.isBootedAgain {
            return bootAgain(host, made, reason)
        }
        host.failure = host.power == .starting ? reason + lastLines(of: host) : reason
        cutPower(of: host)
    }

    /// Cuts a host's power: nothing on it runs any more, and nobody there is told.
    ///
    /// - Parameter then: called when nothing of it is left.
    func cutPower(of host: SupervisedHost, then: (() -> Void)? = nil) {
        host.wantsPower = false
        switch host.power {
        case .off:
            then?()
            return
        case .starting where host.made == nil: host.isCancelled = true
        case .starting, .on: goOff(host)
        case .goingOff: break
        }
        if let then { host.whenOff.append(then) }
    }

    private func goOff(_ host: SupervisedHost) {
        if host.power == .on { host.since = now }
        host.power = .goingOff
        synced(host)
        let wasFrozen = host.isFrozen
        giveUpSaving(host)
        host.isFrozen = false
        host.frozenProcesses = []
        loop.forget(host.bootLimit)
        wires.detach(host: host.number)
        for process in host.processes where host.state(ofProcess: process)?.isAlive == true {
            ended(process, on: host, as: .signaled("power"), at: now)
        }
        changed(host)
        release(host)
        let counting = traffic.filter { $0.host === host }
        guard !counting.isEmpty, !wasFrozen, host.link?.isOpen == true else {
            return switchOff(host)
        }
        for run in counting { host.order(.trafficStatistics(name: run.plan.name)) }
        host.lastWords = counting.count
        host.bootLimit = loop.after(Supervisor.lastWords) { [unowned self, unowned host] in
            switchOff(host)
        }
    }

    /// Lets the backend end what is left of a host.
    func switchOff(_ host: SupervisedHost) {
        guard host.power == .goingOff, !host.isSwitchedOff else { return }
        host.isSwitchedOff = true
        loop.forget(host.bootLimit)
        closeLink(of: host)
        guard let made = host.made else { return wentOff(host) }
        let maker = maker
        run(on: [host], { () throws(LabError) in maker.powerOff(made) }) { [unowned self] _ in
            wentOff(host)
        }
    }

    func closeLink(of host: SupervisedHost) {
        loop.forget(host.linkToken)
        host.link = nil
        keepTraffic(of: host)
        failQuestions(of: host)
        let reason = "host \(host.name) has no power"
        for stream in host.streams.values { ended(stream, reason: reason) }
        host.streams = [:]
    }

    /// Goes on with a host of which nothing is left.
    func wentOff(_ host: SupervisedHost) {
        host.made = nil
        settle(host)
    }

    /// A host has no power, for whatever reason.
    func settle(_ host: SupervisedHost) {
        host.power = .off
        host.isSwitchedOff = false
        changed(host)
        let actions = host.whenOff
        host.whenOff = []
        for action in actions { action() }
        if host.wantsPower { powerOn(host) } else { release(host) }
    }

    /// Does what waited for a host to have power, or to have none.
    private func release(_ host: SupervisedHost) {
        let held = host.held
        host.held = []
        perform(held)
    }

    // MARK: The end

    /// Ends every host, then the lab.
    func endLab() {
        guard !isEnding else { return }
        isEnding = true
        var left = 1
        let check = { [unowned self] in
            left -= 1
            if left == 0 { finishLab() }
        }
        for host in hosts + leavingHosts.values where host.power != .off {
            left += 1
            cutPower(of: host, then: check)
        }
        loop.after(Supervisor.endLimit) { [unowned self] in finishLab() }
        check()
    }

    /// How long hosts may take to end; after that the end of the supervisor ends them.
    private static let endLimit = Interval.seconds(10)

    private func finishLab() {
        for reply in whenDestroyed { reply.done() }
        whenDestroyed = []
        logs.close()
        finish()
    }
}
