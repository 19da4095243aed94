import ArgumentParser
import LabLibvirt
import LabModel
import LabNetwork
import LabRunner
import LabSupervisor

struct DestroyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Ends a lab and leaves nothing of it.",
        discussion: "Where there is no lab it says so, and the exit status is 0.")

    /// How long a lab may take to end in its own order, and then by force.
    private static let patience = 10_000

    @OptionGroup var environment: EnvironmentOptions
    @Flag(help: "Every lab of yours.")
    var all = false

    func run() throws {
        let environments = try all ? LabEnvironment.all() : [environment.environment()]
        var isEmpty = true
        var hasFailed = false
        for environment in environments {
            do throws(LabError) {
                if try Self.destroy(environment) { isEmpty = false }
            } catch {
                Console.printError("'\(environment.name)': \(error.message)")
                hasFailed = true
            }
        }
        if hasFailed { throw ExitStatus.backend }
        if isEmpty {
            Console.print(
                all ? "no lab is up" : EnvironmentOptions.absence(of: environment.name))
        }
    }

    /// Sees to it that a lab that is gone has no virtual machines elsewhere.
    private static func endMachines(
        of environment: LabEnvironment, at places: [LibvirtURI]
    ) throws(LabError) {
        let count = try LibvirtLeftovers.remove(of: environment, at: places)
        guard count > 0 else { return }
        Console.print(
            "\(count) virtual machine\(count == 1 ? "" : "s") of '\(environment.name)' that had "
                + "outlived it \(count == 1 ? "is" : "are") ended")
    }

    /// Ends the lab of an environment; whether there was anything to end.
    private static func destroy(_ environment: LabEnvironment) throws(LabError) -> Bool {
        let clock = ContinuousClock()
        let began = clock.now
        var isKnown = false
        // The record of them goes with the lab.
        let places = LibvirtLeftovers.places(of: environment)
        do throws(LabError) {
            if let lab = try HostedLab.connect(environment: environment) {
                isKnown = true
                try lab.destroy()
            }
        } catch {
            // A supervisor that can't be spoken to does not keep its lab alive.
            isKnown = true
            Console.printError("'\(environment.name)': \(error.message); it is ended by force")
        }
        if isKnown || environment.owner?.isAlive ?? false {
            guard
                environment.waitUntilGone(milliseconds: isKnown ? patience : 0)
                    || environment.endByForce(milliseconds: patience)
            else {
                throw LabError(
                    "it does not end: kill process \(environment.owner?.keeper ?? 0) with SIGKILL")
            }
            try endMachines(of: environment, at: places)
            let time = Interval(clock.now - began).secondsText
            Console.print("'\(environment.name)' is gone, in \(time) s")
            return true
        }
        // Before what tells where they are is removed.
        try endMachines(of: environment, at: places)
        guard try environment.sweep() else { return false }
        Console.print("what a dead lab had left as '\(environment.name)' is removed")
        return true
    }
}
