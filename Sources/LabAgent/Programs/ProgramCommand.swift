import LabHost

#if canImport(Glibc)
import Glibc
#endif

/// Runs one of the lab's own programs as this process: from a file for hosts, by flags for people.
public enum ProgramCommand {
    /// A wrong argument or file.
    static let usageStatus: Int32 = 2
    /// The program can't have a port or its data directory.
    static let unavailableStatus: Int32 = 3

    /// Runs a program until it ends by itself, or is asked to by SIGTERM or SIGINT.
    ///
    /// - Parameter arguments: the executable's name, `run` or the program's name, and the rest.
    /// - Returns: the program's exit code; 2 for wrong arguments, 3 for a port or a
    ///   data directory that is in use.
    public static func main(_ arguments: [String]) -> Int32 {
        var rest = arguments.dropFirst()
        let word = rest.popFirst() ?? "--help"
        do throws(UsageError) {
            if word == "run" { return try run(Array(rest)) }
            if ["--help", "-h", "help"].contains(word) { return help(StandaloneHelp.overview) }
            guard let kind = StandaloneKind(rawValue: word) else {
                throw UsageError("there is no program \(word); there are \(StandaloneKind.names)")
            }
            if rest.contains("--help") || rest.contains("-h") {
                return help(StandaloneHelp.text(for: kind))
            }
            let standalone = try StandaloneArguments(kind, Array(rest))
            return ProgramProcess(standalone).run()
        } catch {
            complain("\(error.message)\nlab-agent \(word) --help says all")
            return usageStatus
        }
    }

    private static func run(_ arguments: [String]) throws(UsageError) -> Int32 {
        guard let path = arguments.first, arguments.count == 1, !path.hasPrefix("-") else {
            if arguments.first == "--help" { return help(StandaloneHelp.overview) }
            throw UsageError("run needs one file: lab-agent run FILE.json")
        }
        return ProgramProcess(try ProgramFile(at: path)).run()
    }

    private static func help(_ text: String) -> Int32 {
        StandardStream.output.write(text)
        return 0
    }

    static func complain(_ text: String) { StandardStream.errors.write("lab-agent: \(text)\n") }
}

/// Arguments or a file that can't be used, in words that say what to do.
struct UsageError: Error, Hashable {
    let message: String

    init(_ message: String) { self.message = message }
}
