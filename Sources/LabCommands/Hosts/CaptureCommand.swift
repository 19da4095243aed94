import ArgumentParser
import Foundation
import LabFiles
import LabModel
import LabNetwork
import LabRunner
import LabSupervisor

struct CaptureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture", abstract: "Writes the packets on a host's link, as pcapng.",
        discussion: """
            It goes on until Ctrl-C, which is its usual end. To look at packets as they come:

              lab capture host-1 -o - | tshark -r -
            """)

    @OptionGroup var environment: EnvironmentOptions
    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file; - for the output.", valueName: "file"))
    var output: String
    @Option(
        help: ArgumentHelp("The link to this network; all of the host's.", valueName: "name"))
    var network: String?
    @Option(help: ArgumentHelp("End after so many packets.", valueName: "n"))
    var count: Int?
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("End after that time, as in 10s.", valueName: "duration"),
        transform: Self.interval)
    var duration: Interval?
    @Argument(help: "The host.")
    var host: String

    func validate() throws {
        guard count ?? 1 > 0 else { throw ValidationError("--count takes a number from 1 on") }
    }

    func run() throws {
        let lab = try environment.requiredLab()
        try lab.require(host: host)
        try check(lab.topology)
        let descriptor = try open()
        let interruption = Interruption()
        Interrupt.watch(interruption)
        let limit = duration.map { lab.now + $0 }
        let counter = try count.map { try PacketCounter(limit: $0, output: descriptor) }
        let written = try orBackendError { () throws(LabError) in
            try lab.capture(host: host, network: network, to: counter?.input ?? descriptor) {
                !interruption.isRequested && lab.now < limit ?? .never
                    && !(counter?.isOver ?? false)
            }
        }
        let packets = counter?.finish() ?? written
        Console.printError("\(packets) packet\(packets == 1 ? "" : "s")")
    }

    private static func interval(_ text: String) throws -> Interval {
        do throws(LiteralError) {
            return try Literal.duration(text)
        } catch {
            throw ValidationError(error.description)
        }
    }

    private func check(_ topology: Topology) throws {
        guard let network else { return }
        let known = topology.host(named: host)?.attachments.map(\.network) ?? []
        guard !known.contains(network) else { return }
        Console.printError("\(host) is not on '\(network)'" + known.suggestion(for: network))
        throw ExitStatus.usage
    }

    private func open() throws -> Int32 {
        if output == "-" {
            guard !Console.isTerminal else {
                Console.printError("-o -: packets are no text; send them into a file or a program")
                throw ExitStatus.usage
            }
            return STDOUT_FILENO
        }
        let descriptor = Foundation.open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            Console.printError("-o \(output): \(String(cString: strerror(errno)))")
            throw ExitStatus.usage
        }
        return descriptor
    }
}
