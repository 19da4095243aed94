import LabDNS
import LabNetwork
import LabProgram

/// The part of a program that asks DNS servers (RFC 1035), many questions at a time.
///
/// A question goes out once: nothing is asked again over UDP, so that what a check sees is what
/// one question saw. What comes back without fitting the question is ignored (RFC 5452, 9.1).
struct DNSClient {
    /// The question of a caller that has come to its end.
    struct Finished {
        /// The number that the caller gave it.
        var tag: UInt64
        /// The answer, or in words why there is none.
        var outcome: Outcome
    }

    enum Outcome {
        case answered(DNSMessage)
        case failed(String)
    }

    private struct Open {
        var tag: UInt64
        var question: DNSQuestion
        var server: Endpoint
        var timer: TimerID
        /// The connection, where the question goes over TCP.
        var connection: ConnectionID?
    }

    /// The dynamic ports, which no server is given by an administrator (RFC 6335, 6).
    private static let firstDynamicPort: UInt16 = 49_152
    private static let dynamicPorts: UInt64 = 16_384

    private let scope: UInt8
    private var port: UInt16?
    private var open: [UInt16: Open] = [:]
    private var idsByConnection: [ConnectionID: UInt16] = [:]
    private var streams: [ConnectionID: DNSStream] = [:]

    /// Makes a client whose timers are of this scope.
    init(scope: UInt8) { self.scope = scope }

    /// Asks a question; the caller learns of its end from `handle`.
    ///
    /// - Returns: why it can't even be asked, in words; `nil` where it is under way.
    mutating func ask(
        _ question: DNSQuestion, of server: Endpoint, overTCP: Bool, timeout: Interval,
        tag: UInt64, on system: inout some System
    ) -> String? {
        guard let id = unusedID(on: &system) else { return "too many questions at once" }
        let query = DNSMessage(id: id, question: question).encoded()
        var connection: ConnectionID?
        if overTCP {
            guard let frame = DNSStream.frame(query) else { return "the question is too long" }
            let opened = system.connect(to: server, timeout: timeout)
            system.send(frame, on: opened)
            idsByConnection[opened] = id
            streams[opened] = DNSStream()
            connection = opened
        } else {
            guard let port = sourcePort(on: &system) else { return "no port is free" }
            system.send(query, from: port, to: server)
        }
        let timer = system.setTimer(
            after: timeout, TimerToken(scope: scope, kind: 0, value: UInt64(id)))
        open[id] = Open(
            tag: tag, question: question, server: server, timer: timer, connection: connection)
        return nil
    }

    /// Takes what is the client's own; the end of a question where this was it.
    mutating func handle(_ event: Event, on system: inout some System) -> Finished? {
        switch event {
        case .timer(let token) where token.scope == scope:
            return finish(
                UInt16(truncatingIfNeeded: token.value), .failed("timed out"), on: &system)
        case .datagram(let datagram) where datagram.port == port:
            return receive(datagram, on: &system)
        case .received(let connection, let bytes):
            return receive(bytes, on: connection, on: &system)
        case .closed(let connection, let reason):
            guard let id = idsByConnection[connection] else { return nil }
            return finish(id, .failed(reason.words), on: &system)
        default:
            return nil
        }
    }

    /// A random number that no open question has; there are 65,536 (RFC 1035, 4.1.1).
    private func unusedID(on system: inout some System) -> UInt16? {
        guard open.count < 32_768 else { return nil }
        while true {
            let id = UInt16(truncatingIfNeeded: system.randomBits())
            if open[id] == nil { return id }
        }
    }

    private mutating func sourcePort(on system: inout some System) -> UInt16? {
        if let port { return port }
        for _ in 0..<16 {
            let offset = UInt16(system.random(below: DNSClient.dynamicPorts))
            let candidate = DNSClient.firstDynamicPort + offset
            do {
                try system.openDatagrams(port: candidate)
                port = candidate
                return candidate
            } catch {
                continue
            }
        }
        return nil
    }

    private mutating func receive(
        _ datagram: Datagram, on system: inout some System
    ) -> Finished? {
        guard datagram.payload.count >= 12 else { return nil }
        let id = UInt16(datagram.payload[0]) << 8 | UInt16(datagram.payload[1])
        guard let question = open[id], question.connection == nil,
            question.server == datagram.source,
            let message = try? DNSMessage(decoding: datagram.payload),
            message.answers(question.question)
        else { return nil }
        return finish(id, .answered(message), on: &system)
    }

    private mutating func receive(
        _ bytes: [UInt8], on connection: ConnectionID, on system: inout some System
    ) -> Finished? {
        guard let id = idsByConnection[connection], let question = open[id] else { return nil }
        streams[connection]?.append(bytes)
        while let payload = streams[connection]?.next() {
            guard let message = try? DNSMessage(decoding: payload) else {
                return finish(id, .failed("malformed answer"), on: &system)
            }
            guard message.id == id, message.answers(question.question) else { continue }
            return finish(id, .answered(message), on: &system)
        }
        return nil
    }

    private mutating func finish(
        _ id: UInt16, _ outcome: Outcome, on system: inout some System
    ) -> Finished? {
        guard let question = open.removeValue(forKey: id) else { return nil }
        system.cancelTimer(question.timer)
        if let connection = question.connection {
            system.close(connection)
            idsByConnection[connection] = nil
            streams[connection] = nil
        }
        return Finished(tag: question.tag, outcome: outcome)
    }
}

extension DNSMessage {
    /// Whether this is a reply to the question; a server that says it can't understand the query
    /// may leave the question out.
    fileprivate func answers(_ question: DNSQuestion) -> Bool {
        guard isResponse, opcode == .query else { return false }
        guard let repeated = questions.first else {
            return responseCode == .formErr || responseCode == .notImp
        }
        return repeated.type == question.type && repeated.klass == question.klass
            && repeated.name.equalsIgnoringCase(question.name)
    }
}
