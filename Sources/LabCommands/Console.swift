import Foundation

/// The terminal, or what stands in for it.
enum Console {
    /// Writes a line to standard output; a reader that went away ends the program quietly.
    static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    static func printError(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Writes text as it is to standard output.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Whether people see standard output as it is written.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether colour is wanted: on a terminal, unless `NO_COLOR` is set (no-color.org).
    static var wantsColour: Bool {
        isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN {
                // Somebody made the pipe non-blocking; its reader is slow.
                var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&room, 1, -1)
                continue
            }
            guard count > 0 else {
                // Output that can't be written must not look like success.
                exit(ExitStatus.backend.rawValue)
            }
            bytes = bytes.dropFirst(count)
        }
    }
}
