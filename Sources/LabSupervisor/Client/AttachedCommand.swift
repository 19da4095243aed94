import CLinux
import Glibc
import LabHost

/// A command in a host that has this process's own input and output.
final class AttachedCommand {
    /// The command's number between client and supervisor.
    let number: UInt32
    /// How it ended: with a code, and in words where that was not its own doing.
    var end: (code: Int32, reason: String?)?
    /// Why its output can't be written; nothing more is then.
    private(set) var hasBrokenOutput = false

    init(number: UInt32) { self.number = number }

    /// Writes what the command wrote; waits where the reader is slow, as a pipe would.
    func write(_ bytes: [UInt8], isError: Bool) {
        let descriptor = isError ? STDERR_FILENO : STDOUT_FILENO
        var written = 0
        while written < bytes.count && !hasBrokenOutput {
            let count = bytes.withUnsafeBytes { all in
                Glibc.write(descriptor, all.baseAddress?.advanced(by: written), all.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, 1_000)
            } else if errno != EINTR {
                hasBrokenOutput = true
            }
        }
    }

    /// Reads what there is on this process's input.
    ///
    /// - Returns: `nil` where there is nothing now, no bytes at the end.
    func readInput() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: Frame.streamPiece)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0 && [EAGAIN, EINTR].contains(errno) { return nil }
        return Array(bytes.prefix(max(0, count)))
    }
}
