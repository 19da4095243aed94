import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabRuntime
import NIOCore

#if canImport(Glibc)
import Glibc
#endif

/// Ending, freezing and signalling.
extension ProcessTable {
    /// How long, and how many times, a process may take until it handles its reload signal.
    private static let reloadPause = TimeAmount.milliseconds(10)
    private static let reloadAttempts = 1_000
    /// How long after its start a process may still lose a signal.
    private static let settlingTime = Interval.seconds(1)

    /// Does something with a process that runs; of one that has ended, its state is told again.
    private func withAlive(_ name: String, _ body: (HostProcess, Int32) -> Void) {
        guard let process = process(name) else {
            return link.send(.failed("nothing called \(name) was started on this host"))
        }
        guard let pid = process.pid else {
            if process.ending == nil { link.send(.process(process.report)) }
            return
        }
        body(process, pid)
    }

    /// Sends a signal to a process and its children.
    func signal(_ name: String, _ signal: String) {
        guard let number = SignalName.number(of: signal) else {
            return link.send(.failed("there is no signal \(signal); kill -l names them all"))
        }
        withAlive(name) { process, pid in
            if number == SIGKILL {
                process.next = nil
                process.isStopping = true
            }
            ProcessFamily.signal(number, familyOf: pid)
        }
    }

    /// Lets a process end in its own order, and kills it when its grace is over.
    func stop(_ name: String) { withAlive(name) { process, pid in stop(process, pid) } }

    private func stop(_ process: HostProcess, _ pid: Int32) {
        process.next = nil
        process.isStopping = true
        guard process.graceTimer == nil else { return }
        if process.isFrozen { freeze(process, pid, false) }
        kill(pid, SignalName.number(of: process.spec.stopSignal) ?? SIGTERM)
        let grace = TimeAmount.milliseconds(max(process.spec.stopGraceMilliseconds, 0))
        process.graceTimer = loop.scheduleTask(in: grace) {
            guard process.pid == pid else { return }
            ProcessFamily.signal(SIGKILL, familyOf: pid)
        }
    }

    /// Freezes processes with their children, or lets them go on; all where there are no names.
    func freeze(_ names: [String], _ isFrozen: Bool) {
        if names.isEmpty { return freezeHost(isFrozen) }
        for name in names {
            withAlive(name) { process, pid in freeze(process, pid, isFrozen) }
        }
    }

    private func freeze(_ process: HostProcess, _ pid: Int32, _ isFrozen: Bool) {
        process.isFrozen = isFrozen
        if isFrozen || !isHostFrozen {
            ProcessFamily.signal(isFrozen ? SIGSTOP : SIGCONT, familyOf: pid)
        }
        if let container = process.container {
            process.container = engine.paused(container.id, isFrozen)
        }
        tellFrozen(process, pid)
    }

    private func freezeHost(_ isFrozen: Bool) {
        isHostFrozen = isFrozen
        ProcessFamily.signalEverybody(isFrozen ? SIGSTOP : SIGCONT)
        for process in processes {
            guard let pid = process.pid else { continue }
            if process.isFrozen && !isFrozen { ProcessFamily.signal(SIGSTOP, familyOf: pid) }
            tellFrozen(process, pid)
        }
    }

    private func tellFrozen(_ process: HostProcess, _ pid: Int32) {
        let isFrozen = process.isFrozen || isHostFrozen
        change(process, to: isFrozen ? .paused : .running(pid: pid), at: MachineClock.now)
    }

    /// Ends every process in its own order, the one that was started last first.
    ///
    /// - Parameter done: called when none is left.
    func stopAll(_ done: @escaping () -> Void) {
        if isHostFrozen { freezeHost(false) }
        let alive = processes.filter(\.isAlive).reversed()
        var left = alive.count
        guard left > 0 else { return done() }
        for process in alive {
            process.onEnd.append {
                left -= 1
                if left == 0 { done() }
            }
            if let pid = process.pid { stop(process, pid) }
        }
    }

    /// Puts other contents into files of a process and makes it take them in.
    func rewrite(_ files: [ProcessSpec.File], of name: String) {
        guard let process = process(name) else { return }
        do throws(LabError) {
            for file in files { try write(file) }
        } catch {
            return link.send(.failed(error.message))
        }
        reload(process)
    }

    /// Makes a process take in files that have changed: by its signal, or by starting it again.
    private func reload(_ process: HostProcess) {
        guard let pid = process.pid, !process.isReloading else { return }
        guard let name = process.spec.reloadSignal else {
            // One that is being stopped is not wanted any more.
            guard !process.isStopping else { return }
            stop(process, pid)
            process.next = process.spec
            return
        }
        guard let number = SignalName.number(of: name) else {
            return link.send(.failed("there is no signal \(name); kill -l names them all"))
        }
        reload(process, pid, number, attempts: Self.reloadAttempts)
    }

    /// Sends the signal once the process has a handler for it: before, it would end the process.
    private func reload(_ process: HostProcess, _ pid: Int32, _ number: Int32, attempts: Int) {
        process.isReloading = false
        guard process.pid == pid else { return }
        if SignalMask.isCaught(number, by: pid) {
            kill(pid, number)
            reloadAgain(process, pid, number)
        } else if attempts > 0 {
            process.isReloading = true
            loop.scheduleTask(in: Self.reloadPause) { [self] in
                reload(process, pid, number, attempts: attempts - 1)
            }
        } else {
            link.send(
                .failed(
                    "\(process.spec.name) does not handle \(SignalName.name(of: number)), by which"
                        + " it is told that its files have changed: leave the signal out of its"
                        + " definition to have it started again"))
        }
    }

    /// Sends the signal once more where the process has just begun: a program loses one that comes
    /// between the setting of its handler and its first wait, as nginx does.
    private func reloadAgain(_ process: HostProcess, _ pid: Int32, _ number: Int32) {
        let settled = process.startedAt + Self.settlingTime
        let now = MachineClock.now
        guard now < settled, process.reloadTimer == nil else { return }
        process.reloadTimer = loop.scheduleTask(in: .nanoseconds((settled - now).nanoseconds)) {
            process.reloadTimer = nil
            if process.pid == pid { kill(pid, number) }
        }
    }
}
