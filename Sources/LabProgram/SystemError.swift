/// What a host can refuse to do.
public enum SystemError: Error, Hashable, Sendable {
    /// Another program of the host holds the port.
    case portInUse(UInt16)
    /// There is no room for data.
    case diskFull
}
