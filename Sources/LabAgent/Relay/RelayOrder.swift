/// What a lab asks of the relay on the computer where some of its machines run.
///
/// Each order has a number of its own, under which it is answered. Those that open something give
/// that number to a stream of frames: each frame of a wire is one Ethernet frame, each of a channel
/// a piece of its bytes, each of a file an offset of eight bytes in network order and what is there.
public enum RelayOrder: Hashable, Codable, Sendable {
    /// Opens a wire to a machine.
    case wire
    /// Opens the relay's end of a tunnel for frames, for the lab's end that has this key.
    case tunnel(key: String)
    /// Opens a channel: a socket at a path, to which the machine connects.
    case listen(path: String)
    /// Asks whether there is a file.
    case find(path: String)
    /// Writes a file of so many bytes, whole or not at all, which everybody may read.
    case write(path: String, size: Int64)
    /// Copies a file, which is its owner's alone then.
    case copy(from: String, to: String)
    /// Makes an empty file that every program of that computer may write, as consoles are.
    case touch(path: String)
    /// Asks for the last bytes of a file.
    case tail(path: String)
    /// Removes a file.
    case remove(path: String)
}
