import ArgumentParser
import LabLibvirt
import LabNetns

/// What `lab` runs as inside a lab; people never type it.
struct SuperviseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supervise", abstract: "Owns a lab; started by up and run.",
        shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough)
    var arguments: [String] = []

    func run() throws {
        throw ExitCode(
            SupervisorCommand.main(
                arguments, makers: [Backend.libvirt.rawValue: LibvirtBackend.maker]))
    }
}
