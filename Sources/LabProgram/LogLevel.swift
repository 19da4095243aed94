/// How much a log line matters.
public enum LogLevel: UInt8, Sendable, Comparable {
    case debug, info, warning, error

    /// Whether one comes before the other.
    public static func < (a: LogLevel, b: LogLevel) -> Bool { a.rawValue < b.rawValue }

    /// The word Consul prints in brackets.
    public var word: String {
        switch self {
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warning: "WARN"
        case .error: "ERROR"
        }
    }
}
