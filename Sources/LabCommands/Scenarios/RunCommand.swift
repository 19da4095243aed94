import ArgumentParser
import LabFiles
import LabModel
import LabRunner
import LabSupervisor

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs scenarios and says what held.",
        discussion: """
            Against the lab that is up, if its topology is the scenario's; else in memory, under a \
            virtual clock, where the same files and the same seed give the same run, event by \
            event. With --backend each run has a lab of its own, which is torn down after it. A \
            failed check ends the run with status 1 and a report.
            """)

    @OptionGroup var files: FileOptions
    @OptionGroup var outputs: OutputOptions
    @OptionGroup var environment: EnvironmentOptions
    @Option(
        help: ArgumentHelp("Another seed than the scenario's, or several.", valueName: "n|n..m"))
    var seed: SeedRange?
    @Option(
        help: ArgumentHelp(
            "Run each seed so many times; a seed that does not repeat itself in memory is an error.",
            valueName: "n"))
    var `repeat` = 1
    @Option(
        help: ArgumentHelp(
            "What hosts are made of: memory, or for real programs netns, network namespaces, or "
                + "libvirt, virtual machines.",
            valueName: "name"))
    var backend: Backend?
    @OptionGroup(title: "Virtual machines") var machines: MachineOptions
    @Flag(help: "Leave the lab up after a failure, and run nothing more; in memory it can't be.")
    var keep = false
    @Flag(help: "After a failure wait for Enter, with the faults in force; not in memory.")
    var pauseOnFailure = false
    @Argument(help: "Scenarios, by path or name.")
    var scenarios: [String]

    func validate() throws {
        guard self.repeat >= 1 else { throw ValidationError("--repeat takes a number from 1 on") }
    }

    func run() throws {
        try backend?.require()
        try machines.require(backend ?? .memory)
        let standing = try backend == nil ? environment.lab() : nil
        let loaded = try load(standing: standing)
        let session = try RunSession(
            RunConditions(
                outputs: outputs, repeats: self.repeat, keepsFailure: keep,
                pausesOnFailure: pauseOnFailure))
        if loaded.contains(where: { if case .memory = $0.place { true } else { false } }) {
            if keep { session.note("--keep: a lab in memory ends with its run") }
            if pauseOnFailure {
                session.note("--pause-on-failure: a lab in memory can't be looked into")
            }
        }
        noteOtherTopologies(loaded, standing: standing, session)
        Interrupt.watch(session.interruption)
        for (scenario, place) in loaded where !session.isOver {
            session.run(scenario, at: place, seeds: seed?.seeds)
        }
        let status = try session.finish()
        if status != 0 { throw ExitCode(status) }
    }

    /// Says what does not run in the lab that is up, as somebody may have meant it to.
    private func noteOtherTopologies(
        _ loaded: [(scenario: LoadedScenario, place: RunPlace)], standing lab: HostedLab?,
        _ session: RunSession
    ) {
        guard let lab else { return }
        for (scenario, place) in loaded {
            guard case .memory = place else { continue }
            session.note(
                "\(scenario.scenario.name) runs in memory: the lab that is up is no "
                    + "\(scenario.topology.name), but \(lab.topology.name)")
        }
    }

    /// Reads all the scenarios before any of them runs, and says all that is wrong with them.
    ///
    /// - Parameter lab: the lab that is up.
    private func load(
        standing lab: HostedLab?
    ) throws -> [(scenario: LoadedScenario, place: RunPlace)] {
        let loader = try files.loader()
        var result: [(LoadedScenario, RunPlace)] = []
        var isAllRight = true
        var isAllThere = true
        for name in scenarios {
            do throws(FileError) {
                let loaded = try loader.scenario(named: name)
                guard let place = place(of: loaded, standing: lab) else {
                    isAllThere = false
                    continue
                }
                let actions = unsupportedActions(
                    loaded.scenario, on: loaded.topology, backend: place.backend)
                let components = unsupportedComponents(loaded.topology, backend: place.backend)
                (actions + components).forEach { Console.printError($0.description) }
                isAllRight = isAllRight && actions.isEmpty
                isAllThere = isAllThere && components.isEmpty
                result.append((loaded, place))
            } catch {
                Console.printError(error.description)
                isAllRight = false
            }
        }
        guard isAllRight else { throw ExitStatus.usage }
        guard isAllThere else { throw ExitStatus.backend }
        return result
    }

    /// Where a scenario runs; `nil` where something is missing for that, which has been said.
    private func place(of loaded: LoadedScenario, standing lab: HostedLab?) -> RunPlace? {
        switch backend {
        case .memory: return .memory
        case .netns, .libvirt: return ownPlace(of: loaded.topology)
        case nil: break
        }
        guard let lab else { return .memory }
        return RunPlace.isDrawn(lab, as: loaded.topology) ? .standing(lab) : .memory
    }

    private func ownPlace(of topology: Topology) -> RunPlace? {
        guard (try? machines.source.requirePrograms(of: topology)) != nil else { return nil }
        do throws(LabError) {
            let hosts = try machines.hostBackend(backend ?? .netns, for: topology) {
                outputs.json ? Console.printError($0) : Console.print($0)
            }
            return .own(hosts)
        } catch {
            Console.printError(error.message)
            return nil
        }
    }
}
