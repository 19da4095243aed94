import LabHost
import LabModel
import LabNetwork
import LabRunner

/// What the agents of the hosts say.
extension Supervisor {
    /// Clocks that are less apart are one clock; the rest is the way of the message.
    private static let sameClock = Interval.seconds(1)

    func serve(_ host: SupervisedHost, _ happened: PollLoop.Interest) {
        guard let link = host.link else { return }
        if happened.contains(.write) { link.flush() }
        if happened.contains(.read) {
            link.receive()
            while host.link === link, let frame = link.frame() { take(frame, from: host) }
        }
        guard host.link === link, let reason = link.ending else { return }
        if host.power == .goingOff {
            switchOff(host)
        } else {
            fail(host, "its agent has gone (\(reason))")
        }
    }

    private func take(_ frame: Frame, from host: SupervisedHost) {
        switch frame {
        case .message(let text):
            do {
                take(try Frame.decode(HostReport.self, from: text), from: host)
            } catch {
                fail(host, "its agent is of another version: \(error)")
            }
        case .stream(let number, let bytes):
            if let stream = host.streams[number] { take(bytes, ofErrors: false, from: stream) }
        case .errorStream(let number, let bytes):
            if let stream = host.streams[number] { take(bytes, ofErrors: true, from: stream) }
        }
    }

    private func take(_ report: HostReport, from host: SupervisedHost) {
        if host.power == .goingOff {
            // All that still counts is what its traffic has counted.
            if case .traffic(let name, let statistics) = report {
                take(statistics, ofTraffic: name, on: host)
                host.lastWords -= 1
                if host.lastWords <= 0 { switchOff(host) }
            }
            return
        }
        switch report {
        case .hello(let clock):
            let lead = clock - PollLoop.now
            host.clockLead = abs(lead.nanoseconds) < Self.sameClock.nanoseconds ? .zero : lead
            saidHello(host)
        case .configured: configured(host)
        case .failed(let reason):
            if host.power == .starting {
                fail(host, reason)
            } else {
                logs.add(
                    LogLine(at: now, unit: .host(host.name), text: "[ERROR] lab: \(reason)"))
            }
        case .process(let report): take(report, from: host)
        case .log(let process, let at, let line): takeLine(line, of: process, at: at, from: host)
        case .probed(let number, let result): answered(number, result, from: host)
        case .traffic(let name, let statistics): take(statistics, ofTraffic: name, on: host)
        case .ended(let number, let code):
            if let stream = host.streams[number] { ended(stream, code: code) }
        case .streamClosed(let number, let reason):
            if let stream = host.streams[number] { ended(stream, reason: reason) }
        case .synced: synced(host)
        case .detached: detached(host)
        case .down: cutPower(of: host)
        }
    }

    private func take(_ report: ProcessReport, from host: SupervisedHost) {
        let isAwaited = host.whenEnded.contains { $0.process == report.name }
        let known = host.state(ofProcess: report.name)
        guard let state = known ?? (isAwaited ? .running : nil) else { return }
        let moment = labTime(report.at, of: host)
        switch report.state {
        case .running where !state.isAlive:
            // The agent starts a process anew that can't read its changed files otherwise.
            countStart(ofProcess: report.name, on: host)
            host.setState(.running, ofProcess: report.name, since: moment)
            changed(host)
        case .running, .paused:
            // What is frozen is frozen by order; the report may have been overtaken by the next.
            break
        case .exited(let code): ended(report.name, on: host, as: .exited(code), at: moment)
        case .signaled(let signal): ended(report.name, on: host, as: .signaled(signal), at: moment)
        case .failed(let reason):
            takeLine("[ERROR] lab: \(reason)", of: report.name, at: report.at, from: host)
            // What a shell says of a program that it can't find or start.
            ended(report.name, on: host, as: .exited(127), at: moment)
        }
    }

    /// A process has come to its end.
    func ended(
        _ process: String, on host: SupervisedHost, as state: UnitStatus.State, at moment: Instant
    ) {
        host.setState(state, ofProcess: process, since: moment)
        changed(host)
        let actions = host.whenEnded.filter { $0.process == process }
        host.whenEnded.removeAll { $0.process == process }
        for action in actions { action.action() }
    }

    private func countStart(ofProcess process: String, on host: SupervisedHost) {
        if let index = host.components.firstIndex(where: { $0.component.name == process }) {
            host.components[index].starts += 1
        } else if let index = host.instances.firstIndex(where: { $0.name == process }) {
            host.instances[index].starts += 1
        }
    }

    /// A moment of a host's clock on the lab's.
    func labTime(_ moment: Instant, of host: SupervisedHost) -> Instant {
        Instant.start + (moment - host.clockLead - beginning)
    }
}
