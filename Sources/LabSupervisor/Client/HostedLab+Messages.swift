import Glibc
import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabRunner

/// Requests to the supervisor, and what it says.
extension HostedLab {
    /// Asks and waits for the answer.
    func ask(
        _ order: ControlOrder, passing descriptor: Int32? = nil,
        patience: Interval = HostedLab.patience
    ) throws(LabError) -> ControlValue {
        let number = nextRequest
        nextRequest = nextRequest &+ 1 == 0 ? 1 : nextRequest + 1
        try send(ControlRequest(number: number, order: order), passing: descriptor)
        let limit = PollLoop.now + patience
        while true {
            if let answer = answers.removeValue(forKey: number) { return try answer.get() }
            try requireOpen()
            guard PollLoop.now < limit else {
                throw LabError("the lab has not answered for \(patience)")
            }
            receive(until: limit)
        }
    }

    /// Tells the supervisor something without waiting; that it has gone shows later.
    func tell(_ order: ControlOrder) {
        try? send(ControlRequest(number: 0, order: order), passing: nil)
    }

    private func send(_ request: ControlRequest, passing descriptor: Int32?) throws(LabError) {
        try requireOpen()
        let frame = try HostedLab.frame(request)
        guard let descriptor else { return socket.send(frame) }
        let limit = PollLoop.now + HostedLab.patience
        while socket.isOpen && socket.unsent > 0 && PollLoop.now < limit { receive(until: limit) }
        socket.send(frame, passing: descriptor)
    }

    /// Throws where the supervisor has gone.
    func requireOpen() throws(LabError) {
        guard socket.isOpen else { throw HostedLab.gone(socket) }
    }

    static func gone(_ socket: FrameSocket) -> LabError {
        let reason = socket.ending ?? "closed"
        return LabError("the lab has gone" + (reason == "closed" ? "" : " (\(reason))"))
    }

    static func frame(_ value: some Encodable) throws(LabError) -> Frame {
        do {
            return try Frame.message(encoding: value)
        } catch {
            throw LabError("a message can't be written: \(error)")
        }
    }

    // MARK: Receiving

    /// How a wait came to its end.
    enum Waited {
        case ready, timedOut, interrupted
    }

    /// Waits until a socket can be read, or written where something is left to write.
    @discardableResult
    static func wait(for socket: FrameSocket, until limit: Instant) -> Waited {
        let events = Int16(socket.unsent > 0 ? POLLIN | POLLOUT : POLLIN)
        var entry = pollfd(fd: socket.descriptor, events: events, revents: 0)
        // A fraction of a millisecond is waited out in full, else the end would be spun for.
        let left = max(0, (limit - PollLoop.now).nanoseconds + 999_999) / 1_000_000
        let count = poll(&entry, 1, Int32(min(left, 1_000_000)))
        if entry.revents & Int16(POLLOUT) != 0 { socket.flush() }
        if count > 0 && entry.revents & ~Int16(POLLOUT) != 0 { socket.receive() }
        return count > 0 ? .ready : count == 0 ? .timedOut : .interrupted
    }

    /// Waits for what the supervisor says and takes it in; a signal ends the wait too.
    func receive(until limit: Instant) {
        takeFrames()
        guard socket.isOpen else { return }
        HostedLab.wait(for: socket, until: limit)
        takeFrames()
    }

    func takeFrames() {
        while let frame = socket.frame() { take(frame) }
    }

    private func take(_ frame: Frame) {
        switch frame {
        case .message(let text):
            guard let message = try? Frame.decode(ControlMessage.self, from: text) else {
                return socket.end("it said something that means nothing")
            }
            switch message {
            case .answer(let answer): answers[answer.number] = answer.result
            case .note(let note): take(note)
            }
        case .stream(let number, let bytes): take(bytes, of: number, isError: false)
        case .errorStream(let number, let bytes): take(bytes, of: number, isError: true)
        }
    }

    private func take(_ note: ControlNote) {
        switch note {
        case .topology(let topology): known.topology = topology
        case .changes(let changes):
            for (host, units) in changes.units { unitsOfHosts[host] = units.isEmpty ? nil : units }
            (lastRevision, lastEvents) = (changes.revision, changes.events)
        case .probed(let id, let result):
            guard probes[id] != nil else { return }
            probes[id] = .some(result)
        case .ended(let number, let code): end(number, code: code, reason: nil)
        case .streamClosed(let number, let reason): end(number, code: 137, reason: reason)
        case .line(let line):
            lines.append(line)
            return
        }
        hasNews = true
    }
}
