import CLinux
import Glibc
import LabModel
import LabNetns
import Synchronization

/// A relay that runs: on this computer, or on another one with ssh before it.
package final class RelayProcess: Sendable {
    /// What people call its computer.
    let computer: String
    /// Where it is written to.
    let input: Int32
    /// Where it is read from.
    let output: Int32
    private let errors: Int32
    let process: pid_t
    private let words = Mutex("")
    private let hasInput = Mutex(true)

    /// Starts a program whose input and output are a relay's.
    ///
    /// - Throws: `LabError` where it can't be started.
    package init(_ command: [String], path: String, computer: String) throws(LabError) {
        self.computer = computer
        // A relay that is gone is an error of the next call, and not this process's end.
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1, -1]
        let result = withCStrings(command) { arguments in
            lab_relay_spawn(path, arguments, environ, &ends)
        }
        guard result > 0 else {
            throw LabError("can't run \(path): \(String(cString: strerror(-result)))")
        }
        (process, input, output, errors) = (result, ends[0], ends[1], ends[2])
        _ = lab_set_nonblocking(errors, 1)
    }

    /// Takes a relay that is on a thread of this process.
    ///
    /// - Parameters:
    ///   - input: where it is written to.
    ///   - output: where it is read from; another descriptor than the first.
    init(input: Int32, output: Int32, computer: String) {
        (self.computer, self.input, self.output) = (computer, input, output)
        (process, errors) = (0, -1)
        signal(SIGPIPE, SIG_IGN)
    }

    deinit { if errors >= 0 { close(errors) } }

    /// The last line that it wrote to its error output.
    var lastWords: String {
        words.withLock { words in
            var piece = [UInt8](repeating: 0, count: 4096)
            while errors >= 0 {
                let count = read(errors, &piece, piece.count)
                guard count > 0 else { break }
                words = String(
                    (words + String(decoding: piece[..<count], as: UTF8.self)).suffix(4096))
            }
            return words.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
        }
    }

    /// Says that nothing more will come.
    func closeInput() {
        hasInput.withLock { hasInput in
            if hasInput { close(input) }
            hasInput = false
        }
    }

    /// Ends it, once: a relay whose input ends removes what is its own.
    package func end() {
        closeInput()
        close(output)
        guard process > 0 else { return }
        if lab_wait_for_end(process, 2000) != 1 { kill(process, SIGKILL) }
        _ = lastWords
        while waitpid(process, nil, 0) < 0, errno == EINTR {}
    }
}
