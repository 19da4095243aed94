import Foundation
import Synchronization

/// The terminal, or what stands in for it.
enum Console {
    /// Whether the terminal's last line is one that is overwritten.
    private static let hasProgress = Mutex(false)

    /// Writes a line to standard output; a reader that went away ends the program quietly.
    static func print(_ line: String) {
        clearProgress()
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// Writes a line to standard error.
    static func printError(_ line: String) {
        clearProgress()
        write(line + "\n", to: STDERR_FILENO)
    }

    /// Writes text as it is to standard output.
    static func write(_ text: String) {
        clearProgress()
        write(text, to: STDOUT_FILENO)
    }

    /// Writes bytes as they are to standard output.
    static func write(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Shows what is going on in a line that the next one overwrites; on a terminal only.
    static func showProgress(_ line: String) {
        guard isTerminal else { return }
        hasProgress.withLock { $0 = true }
        // CR, the line, and erase to its end (ECMA-48, EL).
        write("\r\(line.prefix(width - 1))\u{1B}[K", to: STDOUT_FILENO)
    }

    /// Takes the line away that shows what is going on.
    static func clearProgress() {
        let wasShown = hasProgress.withLock { shown in
            defer { shown = false }
            return shown
        }
        if wasShown { write("\r\u{1B}[K", to: STDOUT_FILENO) }
    }

    /// Empties the terminal and goes to its first line (ECMA-48, CUP and ED).
    static func clear() { write("\u{1B}[H\u{1B}[2J", to: STDOUT_FILENO) }

    /// Whether people see standard output as it is written.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether somebody can be asked.
    static var hasKeyboard: Bool { isatty(STDIN_FILENO) == 1 }

    /// How many letters a line of the terminal has.
    private static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else {
            return 80
        }
        return Int(size.ws_col)
    }

    /// Whether colour is wanted: on a terminal, unless `NO_COLOR` is set (no-color.org).
    static var wantsColour: Bool {
        isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    /// The text, faint where colour is wanted (ECMA-48, SGR).
    static func faint(_ text: String) -> String {
        wantsColour && !text.isEmpty ? "\u{1B}[2m\(text)\u{1B}[0m" : text
    }

    private static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private static func write(_ content: [UInt8], to descriptor: Int32) {
        var bytes = content[...]
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
