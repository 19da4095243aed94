import CLinux
import Glibc

/// A program of the computer's that sets up networks: `ip`, or `wg`.
enum NetworkTool {
    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - command: the name and the arguments; no shell is involved.
    ///   - input: what it reads.
    /// - Returns: what it writes, without the last line's end.
    /// - Throws: `RelayFailure` where it is missing or fails, with its own words.
    @discardableResult
    static func run(_ command: [String], input: String = "") throws(RelayFailure) -> String {
        var ends: [Int32] = [-1, -1, -1]
        let process = spawn(command, &ends)
        guard process > 0 else { throw RelayFailure("run \(command[0])", -process) }
        defer { for end in ends.dropFirst() { close(end) } }
        _ = write(ends[0], input, input.utf8.count)
        close(ends[0])
        let output = text(from: ends[1])
        let errors = text(from: ends[2])
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else {
            throw RelayFailure(words: "\(command.prefix(3).joined(separator: " ")): \(errors)")
        }
        return output
    }

    private static func spawn(_ command: [String], _ ends: inout [Int32]) -> pid_t {
        Launch.withTexts(command) { lab_relay_spawn(command[0], $0, environ, &ends) }
    }

    private static func text(from descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
            .split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}
