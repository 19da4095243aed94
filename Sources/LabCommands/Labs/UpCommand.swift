import ArgumentParser
import LabModel
import LabNetns
import LabRunner
import LabSupervisor

struct UpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Brings a lab up and waits until all of it is ready.",
        discussion: """
            A lab that is up already gets only what differs from its drawing; lab plan says \
            beforehand what that is. Without a topology it is the one that is up, else the only \
            one there is. If something does not become ready, a new lab is torn down again.
            """)

    @OptionGroup var files: FileOptions
    @OptionGroup var environment: EnvironmentOptions
    @Option(
        help: ArgumentHelp(
            "What hosts are made of: netns, network namespaces, which is usual, or libvirt, "
                + "virtual machines.",
            valueName: "name"))
    var backend: Backend?
    @OptionGroup(title: "Virtual machines") var machines: MachineOptions
    @Option(
        help: ArgumentHelp(
            "Let a port of this machine lead to a port of a host, as in 8080:host-3:80; an address "
                + "before it in place of 127.0.0.1.",
            valueName: "[address:]port:host:port"))
    var publish: [PortPublication] = []
    @Flag(help: "Leave a new lab up even if it does not become ready.")
    var keep = false
    @Argument(help: "A topology, by path or name.")
    var topology: String?

    func run() throws {
        try backend?.require()
        if backend == .memory {
            Console.printError("a lab in memory ends with its run: use lab run, or --backend netns")
            throw ExitStatus.usage
        }
        let place = try environment.environment()
        let standing = try environment.lab()
        let backend = try chosenBackend(standing: standing)
        try machines.require(backend)
        let drawn = try TopologyChoice(name: topology, files: files).topology(standing: standing)
        try check(publish, on: drawn)
        if let obstacle = drawn.misplaced(on: backend.rawValue).first {
            Console.printError(obstacle.reason)
            throw ExitStatus.usage
        }
        try machines.source.requirePrograms(of: drawn)
        if backend == .libvirt, let standing { try requireOnDisk(of: standing, drawn) }
        let published = standing?.information.published ?? []
        let sockets = try publish.filter { !$0.isAmong(published) }.map { publication in
            try orBackendError { () throws(LabError) in try ListeningSocket(publication) }
        }
        let interruption = Interruption()
        Interrupt.watch(interruption)
        let raising = LabRaising(
            environment: place, topology: drawn, sockets: sockets, interruption: interruption)
        let status =
            standing.map(raising.update)
            ?? raising.make(of: backend, machines, keepsFailure: keep)
        if status != 0 { throw ExitCode(status) }
    }

    /// Ends the command where the machines of a lab that is up start from a disk without a program.
    private func requireOnDisk(of lab: HostedLab, _ drawn: Topology) throws {
        guard machines.source.disk == nil, let current = lab.information.topology else { return }
        let known = TopologyImage.programs(of: current)
        let missing = TopologyImage.programs(of: drawn).filter { !known.contains($0) }
        guard !missing.isEmpty else { return }
        Console.printError(
            "the machines of '\(environment.name)' were made without \(missing.joined(separator: ", ")): "
                + "lab destroy\(environment.suffix), then lab up makes them anew")
        throw ExitStatus.backend
    }

    /// What hosts are made of; that of a lab that is up can't be changed.
    private func chosenBackend(standing lab: HostedLab?) throws -> Backend {
        guard let lab else { return backend ?? .netns }
        let current = Backend(rawValue: lab.backend) ?? .netns
        guard let backend, backend != current else { return current }
        Console.printError(
            "the lab that is up as '\(environment.name)' is made of \(current.rawValue): end it "
                + "with lab destroy\(environment.suffix), or take another name with --env")
        throw ExitStatus.usage
    }

    private func check(_ publications: [PortPublication], on topology: Topology) throws {
        for publication in publications where topology.host(named: publication.host) == nil {
            Console.printError(
                "--publish: \(topology.name) has no host '\(publication.host)'"
                    + topology.hosts.map(\.name).suggestion(for: publication.host))
            throw ExitStatus.usage
        }
    }
}
