import ArgumentParser
import LabDNS
import LabModel
import LabNetwork
import LabPrograms
import LabReport
import LabRunner
import LabSupervisor

struct DNSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dns", abstract: "Asks a discovery server for a name, as checks do.",
        discussion: """
            The exit status is 0 whenever there was an answer, NXDOMAIN too; 4 when none came in \
            time, and 3 when there could be none.
            """)

    @OptionGroup var environment: EnvironmentOptions
    @Option(help: ArgumentHelp("The host that asks; the first one that is up.", valueName: "host"))
    var from: String?
    @Option(help: ArgumentHelp("A, SRV, PTR, TXT, ANY, …", valueName: "type"))
    var type = "A"
    @Option(
        help: ArgumentHelp(
            "The host whose discovery agent is asked, or an address and port; the asking host's "
                + "own agent, else the first server that is up.", valueName: "host|address[:port]"))
    var server: String?
    @Flag(help: "Ask by TCP.")
    var tcp = false
    @Flag(help: "Print JSON.")
    var json = false
    @Argument(help: "The name; for PTR an address will do.")
    var name: String

    func run() throws {
        let lab = try environment.requiredLab()
        if let from { try lab.require(host: from) }
        var check = DNSCheck(query: name, type: type)
        check.from = from.map { .name($0) }
        check.transport = tcp ? .tcp : .udp
        let endpoint = try server.flatMap(Self.endpoint)
        if endpoint == nil, let server {
            try lab.require(host: server)
            check.server = .name(server)
        }
        let question = try orBackendError { () throws(LabError) in
            try LabQuestion.dns(check, to: endpoint, in: lab)
        }
        let result = question.ask(lab)
        guard case .dns(let message) = result.outcome else { throw NoAnswer.status(result) }
        let answer = DNSAnswerText(
            message: message, question: question, took: result.answeredAt - result.askedAt)
        if json { Console.print(answer.json.line) } else { answer.lines.forEach(Console.print) }
    }

    /// An address with its port, 53 where none is said; `nil` for a name.
    private static func endpoint(_ text: String) throws -> Endpoint? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let address = IPv4Address(String(parts[0])) else { return nil }
        guard parts.count <= 2, let port = parts.count == 2 ? UInt16(parts[1]) : 53 else {
            Console.printError("--server \(text): write ADDRESS or ADDRESS:PORT")
            throw ExitStatus.usage
        }
        return Endpoint(address, port)
    }
}
