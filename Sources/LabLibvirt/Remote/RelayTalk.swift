import CLinux
import Glibc
import LabAgent
import LabHost
import LabModel
import Synchronization

/// Orders and answers between a lab and a relay, which has a thread here; others wait for it.
final class RelayTalk: Sendable {
    /// Something for the relay's thread.
    private struct Errand {
        var number: UInt32
        var order: RelayOrder
        var carried: RelayLink.Carried?
    }

    /// Somebody who waits.
    private struct Question {
        /// Closed once there is an answer.
        var bell: Int32
        var answer: RelayAnswer?
    }

    private struct State {
        /// 0 is the number of the relay's first word.
        var nextNumber: UInt32 = 1
        var errands: [Errand] = []
        var questions: [UInt32: Question] = [:]
        /// A socket for frames that the relay's thread has not taken yet.
        var tunnel: Int32?
        /// Whether frames go through a tunnel.
        var hasOpenTunnel = false
        var isClosing = false
        /// Whether there is nobody to ask any more.
        var isOver = false
    }

    private let state = Mutex(State())
    /// Written to, so that the thread looks what there is to do.
    private let bell: Int32
    private let process: RelayProcess

    /// Begins to talk with a relay that has just been started.
    ///
    /// - Parameter process: the relay; it ends with the talk.
    /// - Throws: `LabError` where there are no descriptors or threads left.
    init(_ process: RelayProcess) throws(LabError) {
        self.process = process
        var ends: [Int32] = [-1, -1]
        guard lab_pipe(&ends) == 0 else { throw Self.refusal(process) }
        bell = ends[1]
        let reader = ends[0]
        let start = RelayThread { [self] in serve(bell: reader) }
        guard start.begin() else { throw Self.refusal(process) }
        Self.open.withLock { $0.append(self) }
    }

    /// The talks of this process that nobody has closed.
    private static let open = Mutex<[RelayTalk]>([])

    /// Closes all talks of this process and waits a moment until their relays have tidied up.
    static func closeAll() {
        let talks = open.withLock { $0 }
        for talk in talks { talk.state.withLock { $0.isClosing = true } }
        for talk in talks { talk.ring() }
        for _ in 0..<500 where talks.contains(where: { talk in talk.state.withLock { !$0.isOver } })
        {
            usleep(2000)
        }
    }

    private static func refusal(_ process: RelayProcess) -> LabError {
        LabError("can't talk with \(process.computer): \(String(cString: strerror(errno)))")
    }

    /// Ends the talk, and the relay with it.
    func close() {
        Self.open.withLock { talks in talks.removeAll { $0 === self } }
        state.withLock { $0.isClosing = true }
        ring()
    }

    private func ring() {
        var byte: UInt8 = 1
        // A thread that is gone has closed its end.
        state.withLock { if !$0.isOver { _ = write(bell, &byte, 1) } }
    }

    // MARK: - The others' side

    /// Sends frames through a datagram socket once the relay answers there; the talk closes it.
    func carryFrames(by descriptor: Int32) {
        let isOver = state.withLock { state in
            if !state.isOver { state.tunnel = descriptor }
            return state.isOver
        }
        if isOver { Glibc.close(descriptor) }
        ring()
    }

    /// Whether frames go through a tunnel, and not with everything else.
    var hasOpenTunnel: Bool { state.withLock { $0.hasOpenTunnel } }

    /// The relay's first word.
    ///
    /// - Throws: `LabError` where there is none, or none that this program understands.
    func hello(milliseconds: Int32) throws(LabError) -> RelayPlace {
        let answer = try wait(for: 0, milliseconds: milliseconds) { _ in }
        guard case .hello(let place) = answer, place.version == RelayPlace.currentVersion else {
            throw LabError("the relay on \(process.computer) is of another version of the lab")
        }
        return place
    }

    /// Asks the relay and waits for its answer.
    ///
    /// - Parameters:
    ///   - carried: what has the order's number from now on; it is closed when it is over.
    ///   - milliseconds: how long to wait.
    /// - Throws: `LabError` with the relay's words where it refuses, and where it is gone.
    func ask(
        _ order: RelayOrder, carrying carried: RelayLink.Carried? = nil, milliseconds: Int32
    ) throws(LabError) -> RelayAnswer {
        let number = state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        let answer = try wait(for: number, milliseconds: milliseconds) { state in
            state.errands.append(Errand(number: number, order: order, carried: carried))
        }
        if case .failed(_, let reason) = answer {
            throw LabError("\(process.computer) \(reason)")
        }
        return answer
    }

    private func wait(
        for number: UInt32, milliseconds: Int32, _ prepare: (inout State) -> Void
    ) throws(LabError) -> RelayAnswer {
        var ends: [Int32] = [-1, -1]
        guard lab_pipe(&ends) == 0 else { throw Self.refusal(process) }
        defer { Glibc.close(ends[0]) }
        let isOver = state.withLock { state in
            if state.isOver { return true }
            var question = Question(bell: ends[1])
            question.answer = state.questions[number]?.answer
            if question.answer != nil { Glibc.close(ends[1]) }
            state.questions[number] = question
            prepare(&state)
            return false
        }
        if isOver {
            Glibc.close(ends[1])
            throw gone()
        }
        ring()
        var what = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        while poll(&what, 1, milliseconds) < 0, errno == EINTR {}
        let question = state.withLock { $0.questions.removeValue(forKey: number) }
        guard let answer = question?.answer else {
            if what.revents == 0, let question { Glibc.close(question.bell) }
            if what.revents != 0 { throw gone() }
            throw LabError("\(process.computer) does not answer: see that it runs, and its network")
        }
        return answer
    }

    private func gone() -> LabError {
        let words = process.lastWords
        return LabError(
            "the way to \(process.computer) is gone" + (words.isEmpty ? "" : ": \(words)"))
    }

    // MARK: - The thread's side

    private func serve(bell: Int32) {
        let link = RelayLink(input: process.output, output: process.input, bell: bell)
        link.onMessage = { [self] _, text in
            guard let answer = try? Frame.decode(RelayAnswer.self, from: text) else { return }
            take(answer)
        }
        link.onBell = { [self] link in
            let (errands, tunnel) = state.withLock { state in
                defer { (state.errands, state.tunnel) = ([], nil) }
                return (state.errands, state.tunnel)
            }
            if let tunnel { link.carryFrames(by: tunnel) }
            for errand in errands {
                link.send(message: NumberedOrder(number: errand.number, order: errand.order))
                if let carried = errand.carried { link.carry(carried, as: errand.number) }
            }
        }
        while !state.withLock({ $0.isClosing }), link.turn() {
            if link.hasOpenTunnel { state.withLock { $0.hasOpenTunnel = true } }
        }
        if !state.withLock({ $0.isClosing }) {
            // The other computer is gone, and its wires are silent for the rest of this process.
            link.closeAllButWires()
            _ = Unmanaged.passRetained(link)
        }
        process.end()
        state.withLock { state in
            state.isOver = true
            if let tunnel = state.tunnel { Glibc.close(tunnel) }
            Glibc.close(bell)
            Glibc.close(self.bell)
            for question in state.questions.values where question.answer == nil {
                Glibc.close(question.bell)
            }
            for number in state.questions.keys where state.questions[number]?.answer == nil {
                state.questions[number]?.bell = -1
            }
        }
    }

    private func take(_ answer: RelayAnswer) {
        state.withLock { state in
            guard let question = state.questions[answer.number] else {
                // The first word may come before anybody waits for it; nobody waits for the others.
                if answer.number == 0 { state.questions[0] = Question(bell: -1, answer: answer) }
                return
            }
            state.questions[answer.number]?.answer = answer
            Glibc.close(question.bell)
        }
    }
}
