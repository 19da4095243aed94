import CLinux
import Glibc
import LabHost

/// This process's terminal while a command in a host has it: every key goes there as it is.
///
/// The terminal is put back in order by `restore`, and by the end of this object's life.
final class RawTerminal {
    /// Readable when the terminal's size has changed.
    let resized: Int32
    /// Readable when this process was told to end.
    let ended: Int32

    private static let endingSignals = [SIGTERM, SIGHUP, SIGINT, SIGQUIT]

    private var saved = termios()
    private var isRaw = false
    private let resizedSource: Int32
    private let endedSource: Int32

    /// Makes the terminal raw; `nil` where the input is none.
    init?() {
        var (sizes, ends): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &saved) == 0,
            lab_pipe(&sizes) == 0
        else { return nil }
        guard lab_pipe(&ends) == 0 else {
            for descriptor in sizes { close(descriptor) }
            return nil
        }
        (resized, resizedSource, ended, endedSource) = (sizes[0], sizes[1], ends[0], ends[1])
        _ = lab_write_on_signal(SIGWINCH, resizedSource)
        for signal in RawTerminal.endingSignals { _ = lab_write_on_signal(signal, endedSource) }
        var raw = saved
        cfmakeraw(&raw)
        isRaw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0
    }

    deinit {
        restore()
        for descriptor in [resized, resizedSource, ended, endedSource] { close(descriptor) }
    }

    /// Puts the terminal back in order.
    func restore() {
        for signal in RawTerminal.endingSignals + [SIGWINCH] { _ = lab_write_on_signal(signal, -1) }
        if isRaw { tcsetattr(STDIN_FILENO, TCSADRAIN, &saved) }
        isRaw = false
    }

    /// The size that the terminal has now; `nil` where this process has none.
    static var size: CommandSpec.Terminal? {
        var size = winsize()
        guard ioctl(STDIN_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return nil }
        return CommandSpec.Terminal(rows: Int(size.ws_row), columns: Int(size.ws_col))
    }
}
