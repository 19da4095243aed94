import CLinux
import LabModel

#if canImport(Glibc)
import Glibc
#endif

/// A program that is about to be started.
struct Launch {
    /// The file.
    var path: String
    /// The name and the arguments.
    var arguments: [String]
    /// The variables, `NAME=value`.
    var environment: [String]
    /// The working directory.
    var directory: String
    /// The descriptors of its input, its output and its error output; the caller closes them.
    var descriptors: (Int32, Int32, Int32)
    /// Descriptors that it is passed from 3 on; the caller closes them.
    var passed: [Int32] = []
    /// Whether its input is the terminal that controls it.
    var hasTerminal = false

    /// Starts it as the leader of a session of its own.
    ///
    /// - Returns: the number of the process.
    func start() throws(ProgramSearch.Failure) -> Int32 {
        var stage: Int32 = 0
        let pid = Self.withTexts(arguments) { arguments in
            Self.withTexts(environment) { environment in
                path.withCString { path in
                    directory.withCString { directory in
                        var request = lab_spawn_request(
                            path: path, arguments: arguments, environment: environment,
                            directory: directory, input: descriptors.0, output: descriptors.1,
                            error: descriptors.2, passed: nil,
                            passed_count: Int32(passed.count), has_terminal: hasTerminal ? 1 : 0)
                        return passed.withUnsafeBufferPointer { passed in
                            request.passed = passed.baseAddress
                            return lab_spawn(&request, &stage)
                        }
                    }
                }
            }
        }
        guard pid < 0 else { return pid }
        throw failure(-pid, at: stage)
    }

    private func failure(_ number: Int32, at stage: Int32) -> ProgramSearch.Failure {
        let words = Kernel.words(for: number)
        switch UInt32(stage) {
        case LAB_SPAWN_EXEC.rawValue where number == ENOENT:
            return .init(
                code: 127, words: "\(path) needs a program that is not there: see its first line")
        case LAB_SPAWN_EXEC.rawValue where number == ENOEXEC:
            return .init(
                code: 126,
                words: "\(path) is no program for this machine: a script begins with #! and its"
                    + " interpreter")
        case LAB_SPAWN_EXEC.rawValue:
            return .init(code: 126, words: "cannot execute \(path): \(words)")
        case LAB_SPAWN_DIRECTORY.rawValue:
            return .init(code: 126, words: "cannot work in \(directory): \(words)")
        default:
            return .init(code: 126, words: "cannot start \(path): \(words)")
        }
    }

    /// Calls a closure with texts as the C library takes arguments and variables.
    static func withTexts<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return body([nil]) }
            return body(UnsafePointer(base))
        }
    }
}
