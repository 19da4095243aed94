import ArgumentParser
import LabFiles
import LabMemory
import LabRunner

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs scenarios in memory, under a virtual clock.",
        discussion: """
            The same files and the same seed give the same run, event by event; the hash that is \
            printed proves it. A failed check ends the run with status 1 and a report.
            """)

    @OptionGroup var files: FileOptions
    @OptionGroup var outputs: OutputOptions
    @Option(
        help: ArgumentHelp("Another seed than the scenario's, or several.", valueName: "n|n..m"))
    var seed: SeedRange?
    @Option(
        help: ArgumentHelp(
            "Run each seed so many times; a seed that does not repeat itself is an error.",
            valueName: "n"))
    var `repeat` = 1
    @Option(
        help: ArgumentHelp(
            "What hosts are made of; this version has only memory.", valueName: "name"))
    var backend = "memory"
    @Flag(help: "Leave the lab up after a failure; in memory there is nothing to leave.")
    var keep = false
    @Argument(help: "Scenarios, by path or name.")
    var scenarios: [String]

    func validate() throws {
        guard self.repeat >= 1 else { throw ValidationError("--repeat takes a number from 1 on") }
    }

    func run() throws {
        guard backend == "memory" else {
            Console.printError(
                "--backend \(backend): this version runs scenarios in memory only; leave it out")
            throw ExitStatus.backend
        }
        let loaded = try load()
        let session = try RunSession(outputs: outputs, repeats: self.repeat)
        if keep { session.note("--keep: a lab in memory ends with its run") }
        Interrupt.watch(session.interruption)
        for scenario in loaded {
            session.run(scenario, seeds: seed?.seeds)
            if session.isInterrupted { break }
        }
        let status = try session.finish()
        if status != 0 { throw ExitCode(status) }
    }

    /// Reads all the scenarios before any of them runs, and says all that is wrong with them.
    private func load() throws -> [LoadedScenario] {
        let loader = try files.loader()
        var result: [LoadedScenario] = []
        var isAllRight = true
        var isAllThere = true
        for name in scenarios {
            do {
                let loaded = try loader.scenario(named: name)
                let actions = unsupportedActions(loaded.scenario, backend: backend)
                let components = unsupportedComponents(loaded.topology, backend: backend)
                (actions + components).forEach { Console.printError($0.description) }
                isAllRight = isAllRight && actions.isEmpty
                isAllThere = isAllThere && components.isEmpty
                result.append(loaded)
            } catch {
                Console.printError(error.description)
                isAllRight = false
            }
        }
        guard isAllRight else { throw ExitStatus.usage }
        guard isAllThere else { throw ExitStatus.backend }
        return result
    }
}
