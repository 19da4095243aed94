/// Why the fabric could not do what it was asked to.
public struct FabricError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, and what to do about it.
    public var message: String
    /// The system's error number, where the system refused.
    public var errno: Int32?

    /// Makes an error.
    init(_ message: String, errno: Int32? = nil) {
        self.message = message
        self.errno = errno
    }

    /// The message.
    public var description: String { message }
}
