import LabNetwork
import LabProgram
import LabSimulation

/// A program for tests: a script of what to do on each event, and a record of what happened.
struct Scripted: Program {
    struct Seen: Equatable, CustomStringConvertible {
        var at: Interval
        var what: String
        var description: String { "\(at) \(what)" }
    }

    var onStart: @Sendable (inout SystemBox) -> Void = { _ in }
    var onEvent: @Sendable (Event, inout SystemBox) -> Void = { _, _ in }
    var seen: [Seen] = []

    /// What a script may do, without the type of the system.
    struct SystemBox {
        var perform: [(inout any System) -> Void] = []
        var now: Instant
        mutating func doing(_ effect: @escaping (inout any System) -> Void) {
            perform.append(effect)
        }
    }

    mutating func handle(_ event: Event, on system: inout some System) {
        seen.append(Seen(at: system.now - .start, what: Self.word(event)))
        var box = SystemBox(now: system.now)
        if case .started = event { onStart(&box) } else { onEvent(event, &box) }
        var erased: any System = system
        for effect in box.perform { effect(&erased) }
    }

    static func word(_ event: Event) -> String {
        switch event {
        case .started: "started"
        case .stopRequested: "stop"
        case .timer(let token): "timer \(token.value)"
        case .datagram(let datagram): "datagram \(datagram.payload)"
        case .accepted: "accepted"
        case .connected: "connected"
        case .received(_, let bytes): "received \(bytes)"
        case .closed(_, let reason): "closed \(reason)"
        case .request(_, let request, _, _): "request \(request.target)"
        case .requestAbandoned: "abandoned"
        case .response(_, .success(let response)): "response \(response.status)"
        case .response(_, .failure(let failure)): "failed \(failure)"
        case .synced(_, let token): "synced \(token)"
        case .container(let event): "container \(event.action)"
        case .pong(_, let answered): "pong \(answered)"
        }
    }
}
