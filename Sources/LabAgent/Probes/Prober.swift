import LabProgram
import LabPrograms

/// The program that asks questions, saying so when one of them has come to its end.
struct Prober: Program {
    /// The program.
    var probes: ProbeProgram

    mutating func handle(_ event: Event, on system: inout some System) {
        probes.handle(event, on: &system)
        if !probes.finished.isEmpty { system.noteChange() }
    }
}
