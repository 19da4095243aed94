import LabProgram

/// A program for tests: it writes down each event, then does what its script says.
struct Scripted: Program {
    typealias Script = @Sendable (Event, inout any System) -> Void

    let name: String
    let journal: Journal
    let script: Script

    init(_ name: String = "", _ journal: Journal, _ script: @escaping Script = { _, _ in }) {
        self.name = name
        self.journal = journal
        self.script = script
    }

    mutating func handle(_ event: Event, on system: inout some System) {
        journal.add(name.isEmpty ? event.words : "\(name): \(event.words)")
        var erased: any System = system
        script(event, &erased)
    }
}
