import LabModel
import LabNetns
import LabNetwork
import LabRunner
import LabSupervisor

/// One `lab up`: makes a lab, or changes the one that is up.
struct LabRaising {
    let environment: LabEnvironment
    let topology: Topology
    let sockets: [ListeningSocket]
    let interruption: Interruption

    private var suffix: String { EnvironmentOptions.option(environment.name) }

    // MARK: - A new lab

    /// Makes a lab; the exit status.
    ///
    /// - Parameters:
    ///   - backend: what its hosts are made of.
    ///   - machines: what they start from, where they are virtual machines.
    ///   - keepsFailure: whether a lab that does not become ready stays up.
    func make(of backend: Backend, _ machines: MachineOptions, keepsFailure: Bool) -> Int32 {
        Console.print("\(topology.name) on \(backend.rawValue) as '\(environment.name)'")
        let display = BringUpDisplay()
        do throws(LabError) {
            let hosts = try machines.hostBackend(backend, for: topology) { display.tell($0) }
            let descriptor = try NetnsLauncher().launch(environment, seed: 1, backend: hosts)
            let lab = try HostedLab(descriptor: descriptor)
            do throws(LabError) {
                try bringUp(lab, display)
                try lab.keep()
            } catch {
                return giveUp(lab, error, keepsFailure: keepsFailure)
            }
        } catch {
            Console.printError(error.message)
            return ExitStatus.backend.rawValue
        }
        Console.print(summary(display))
        hints.forEach { Console.print($0) }
        return 0
    }

    private func bringUp(_ lab: HostedLab, _ display: BringUpDisplay) throws(LabError) {
        try lab.apply(topology)
        if interruption.isRequested { throw LabError("interrupted") }
        try lab.bringUp(
            interruption: interruption, observer: display.show,
            beforeInstances: { save(lab, display) })
        try publish(lab, display)
    }

    /// Keeps the hosts for later labs where that has not been done, and says what people should know.
    private func save(_ lab: HostedLab, _ display: BringUpDisplay) {
        let information = lab.information
        information.notes.forEach { Console.printError($0) }
        let restored = information.restoredHosts
        if restored > 0 {
            display.tell("\(restored) host\(restored == 1 ? "" : "s") restored, not booted")
        }
        guard information.savesHosts else { return }
        Console.showProgress("  … the hosts are saved, so that the next lab up restores them")
        do throws(LabError) {
            try lab.saveHosts()
            display.tell("saved, so that the next lab up restores them")
        } catch {
            Console.printError("the next lab up boots as this one did: \(error.message)")
        }
    }

    private func publish(_ lab: HostedLab, _ display: BringUpDisplay) throws(LabError) {
        for socket in sockets {
            let publication = socket.publication
            try lab.publish(
                listener: socket.descriptor, port: publication.port, to: publication.host,
                port: publication.hostPort)
            display.tell("\(publication.words)")
        }
    }

    private func giveUp(_ lab: HostedLab, _ error: LabError, keepsFailure: Bool) -> Int32 {
        let isInterrupted = interruption.isRequested
        if !isInterrupted { Console.printError(error.message) }
        if keepsFailure && !isInterrupted, (try? lab.keep()) != nil {
            Console.printError(
                "the lab is left as it is: lab status\(suffix), lab logs\(suffix), "
                    + "and in the end lab destroy\(suffix)")
        } else {
            try? lab.destroy()
            Console.printError(
                isInterrupted ? "interrupted: the lab is torn down" : "the lab is torn down again")
        }
        return isInterrupted ? Interrupt.status : ExitStatus.backend.rawValue
    }

    // MARK: - A lab that is up

    /// Changes the lab that is up where it differs; the exit status.
    func update(_ lab: HostedLab) -> Int32 {
        let update = LabUpdate(of: lab, to: topology)
        guard !update.isEmpty || !sockets.isEmpty else {
            Console.print(
                "\(topology.name) is up as '\(environment.name)' and as drawn: nothing to do")
            return 0
        }
        update.lines.forEach { Console.print("  \($0)") }
        let display = BringUpDisplay()
        do throws(LabError) {
            if !update.plan.isEmpty {
                Farewell(lab: lab, plan: update.plan).say()
                try lab.apply(topology)
            }
            if !update.isEmpty {
                try lab.bringUp(interruption: interruption, observer: display.show)
            }
            try publish(lab, display)
        } catch {
            if interruption.isRequested {
                Console.printError("interrupted: lab up\(suffix) goes on from here")
                return Interrupt.status
            }
            Console.printError(error.message)
            return ExitStatus.backend.rawValue
        }
        Console.print(summary(display))
        return 0
    }

    // MARK: - What to type next

    private func summary(_ display: BringUpDisplay) -> String {
        let hosts = topology.hosts.count
        let components = topology.hosts.reduce(0) { $0 + $1.run.count }
        return "up: \(hosts) host\(hosts == 1 ? "" : "s"), "
            + "\(components) component\(components == 1 ? "" : "s"), "
            + "in \(display.elapsed.secondsText) s"
    }

    private var hints: [String] {
        var lines: [(command: String, meaning: String)] = [
            ("lab status\(suffix)", "what runs, and which faults are in force")
        ]
        if let service = topology.services.first {
            let host = topology.hosts.first { host in
                host.run.contains { topology.component(named: $0)?.role == .registrator }
            }
            if service.on.isEmpty, let host {
                lines.append(
                    ("lab inject start \(service.name) on=\(host.name)\(suffix)", "one instance"))
            }
            let discovery = topology.components.first { $0.role == .discovery }
            if let discovery {
                let domain = discovery.configuration["domain"]?.text ?? "consul"
                lines.append(("lab dns \(service.name).service.\(domain)\(suffix)", "as dig asks"))
            }
        }
        if let socket = sockets.first {
            let place = "\(socket.publication.address):\(socket.publication.port)"
            lines.append(("curl http://\(place)/", "from this machine"))
        }
        if let balancer = topology.hosts.first(where: { host in
            host.run.contains { topology.component(named: $0)?.role == .loadBalancer }
        }), let client = topology.hosts.last {
            lines.append(
                (
                    "lab exec\(suffix) \(client.name) -- curl -s http://\(balancer.name)/",
                    "any program, in a host"
                ))
        }
        lines.append(("lab destroy\(suffix)", "leaves nothing"))
        let width = lines.map(\.command.count).max() ?? 0
        return lines.map { line in
            let space = String(repeating: " ", count: width - line.command.count + 3)
            return "  \(line.command)\(space)" + Console.faint(line.meaning)
        }
    }
}
