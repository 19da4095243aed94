import LabModel

/// The name that keeps a lab apart from others, and where that lab keeps what is on disk.
///
/// Nothing is made until a lab is launched, and the launcher is the one that makes it.
public struct LabEnvironment: Hashable, Sendable {
    /// The longest path that a socket's address takes: `sun_path` of unix(7), less its end.
    static let longestSocketPath = 107

    /// The name.
    public let name: String
    /// Where the lab is while it runs: its socket, its lock, the record of what it made elsewhere.
    public let runtimeDirectory: String
    /// Where the lab keeps its logs.
    public let stateDirectory: String

    /// Makes an environment in the user's own directories, as the XDG Base Directory Specification
    /// names them.
    ///
    /// - Throws: `LabError` for a name that is no RFC 1123 label, and for a directory whose path is
    ///   too long for a socket.
    public init(name: String) throws(LabError) {
        try self.init(name: name, homes: UserDirectories.current)
    }

    /// Makes an environment in other directories.
    ///
    /// - Parameters:
    ///   - runtimeHome: what stands for `XDG_RUNTIME_DIR`.
    ///   - stateHome: what stands for `XDG_STATE_HOME`.
    /// - Throws: `LabError` as above.
    public init(name: String, runtimeHome: String, stateHome: String) throws(LabError) {
        try self.init(
            name: name, homes: UserDirectories(runtimeHome: runtimeHome, stateHome: stateHome))
    }

    init(name: String, homes: UserDirectories) throws(LabError) {
        guard Self.isLabel(name) else {
            throw LabError(
                "\"\(name)\" can't name an environment: use 1 to 63 lower-case letters, digits "
                    + "and hyphens, with neither end a hyphen")
        }
        self.name = name
        runtimeDirectory = "\(homes.runtimeHome)/lab/\(name)"
        stateDirectory = "\(homes.stateHome)/lab/\(name)"
        let length = controlSocket.utf8.count
        if length > Self.longestSocketPath {
            throw LabError(
                "\(controlSocket) has \(length) bytes, and the path of a socket may have "
                    + "\(Self.longestSocketPath): set XDG_RUNTIME_DIR to a directory with a "
                    + "shorter path")
        }
    }

    /// The socket on which clients connect.
    public var controlSocket: String { runtimeDirectory + "/control.sock" }
    /// What the supervisor itself has to say.
    public var logFile: String { stateDirectory + "/supervisor.log" }

    /// What stands for `XDG_RUNTIME_DIR`.
    public var runtimeHome: String { String(runtimeDirectory.dropLast("/lab/\(name)".count)) }
    /// What stands for `XDG_STATE_HOME`.
    public var stateHome: String { String(stateDirectory.dropLast("/lab/\(name)".count)) }

    var lockFile: String { runtimeDirectory + "/lock" }
    var ownerFile: String { runtimeDirectory + "/owner" }

    /// Whether a text is a label as RFC 1123, 2.1, has it.
    static func isLabel(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(bytes.count) && bytes.first != hyphen && bytes.last != hyphen
            && bytes.allSatisfy { byte in
                byte == hyphen || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
    }
}
