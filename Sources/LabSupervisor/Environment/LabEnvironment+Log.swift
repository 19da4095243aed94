import Glibc
import LabModel

extension LabEnvironment {
    /// Opens the supervisor's log for a new lab, its directory made; what an earlier one said goes.
    ///
    /// - Throws: `LabError` where there is no room for it.
    public func openLog() throws(LabError) -> Int32 {
        try UserDirectories.makePrivate(stateDirectory)
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW
        let file = open(logFile, flags, 0o600)
        guard file >= 0 else {
            throw LabError(
                "can't open \(logFile): \(UserDirectories.describe(errno)); make room, or set "
                    + "XDG_STATE_HOME to a directory that you may write to")
        }
        return file
    }

    /// The last lines that the supervisor has written.
    public var logTail: String {
        let lines = (TextFile.read(logFile, last: 4096) ?? "").split(separator: "\n")
        return lines.suffix(20).joined(separator: "\n")
    }
}
