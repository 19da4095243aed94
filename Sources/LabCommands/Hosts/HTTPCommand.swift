import ArgumentParser
import LabFiles
import LabModel
import LabNetwork
import LabProgram
import LabRunner
import LabSupervisor

struct HTTPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http", abstract: "Makes an HTTP request from a host, as checks do.",
        discussion: """
            The body goes to the output, the status to the error output. The exit status is 0 \
            whenever there was an answer; 4 when none came in time, and 3 when there could be none.
            """)

    @OptionGroup var environment: EnvironmentOptions
    @Option(help: ArgumentHelp("The host that asks; the first one that is up.", valueName: "host"))
    var from: String?
    @Option(name: [.customShort("X"), .long], help: "GET, PUT, POST, …")
    var method = "GET"
    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp("A header field.", valueName: "name: value"))
    var header: [String] = []
    @Option(name: [.customShort("d"), .long], help: "The request's body.")
    var data: String?
    @Flag(name: [.customShort("i"), .long], help: "Print status and headers before the body.")
    var include = false
    @Option(help: ArgumentHelp("How many seconds the answer is waited for.", valueName: "seconds"))
    var timeout = 30
    @Argument(help: "The URL; its host may be one of the lab's, or a name of its DNS.")
    var url: String

    func validate() throws {
        guard (1...86_400).contains(timeout) else {
            throw ValidationError("--timeout takes 1 to 86400 seconds")
        }
    }

    func run() throws {
        let lab = try environment.requiredLab()
        if let from { try lab.require(host: from) }
        var check = HTTPCheck(url: url, method: method)
        check.from = from.map { .name($0) }
        check.headers = try header.map(Self.field)
        check.body = data
        check.timeout = .seconds(Int64(timeout))
        let question = try usage { () throws(LabError) in try LabQuestion.http(check, in: lab) }
        let result = question.ask(lab)
        guard case .http(let response) = result.outcome else { throw NoAnswer.status(result) }
        let time = (result.answeredAt - result.askedAt).secondsText
        if include {
            Console.print("HTTP/1.1 \(response.status)")
            response.headers.forEach { Console.print("\($0.name): \($0.value)") }
            Console.print("")
        } else {
            Console.printError(Console.faint("\(response.status) to \(question.host) in \(time) s"))
        }
        Console.write(response.body)
        if Console.isTerminal, response.body.last != 10, !response.body.isEmpty {
            Console.print("")
        }
    }

    private static func field(_ text: String) throws -> HTTPCheck.Header<String> {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            Console.printError("--header '\(text)': write NAME: VALUE")
            throw ExitStatus.usage
        }
        return HTTPCheck.Header(String(parts[0]), String(parts[1].drop { $0 == " " }))
    }

    private func usage<Result>(_ body: () throws(LabError) -> Result) throws -> Result {
        do throws(LabError) {
            return try body()
        } catch {
            Console.printError(error.message)
            throw ExitStatus.usage
        }
    }
}
