import LabProgram

/// A program in a process, without its type: one virtual call an event.
class AnyProgramBox {
    func handle(_ event: Event, on system: inout SimulatedSystem) {}
}

/// A program of a known type, mutated in place.
final class ProgramBox<Content: Program>: AnyProgramBox {
    var program: Content

    init(_ program: Content) { self.program = program }

    override func handle(_ event: Event, on system: inout SimulatedSystem) {
        program.handle(event, on: &system)
    }
}
