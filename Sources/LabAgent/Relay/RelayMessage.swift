/// What a lab asks of the relay on the computer where some of its machines run.
///
/// Each order has a number of its own, under which it is answered. Those that open something give
/// that number to a stream of frames: each frame of a wire is one Ethernet frame, each of a channel
/// a piece of its bytes, each of a file an offset of eight bytes in network order and what is there.
public enum RelayOrder: Hashable, Codable, Sendable {
    /// Opens a wire to a machine.
    case wire
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

/// An order with its number.
public struct NumberedOrder: Hashable, Codable, Sendable {
    /// The number.
    public var number: UInt32
    /// The order.
    public var order: RelayOrder

    /// Makes a value.
    public init(number: UInt32, order: RelayOrder) {
        self.number = number
        self.order = order
    }
}

/// What the relay says.
public enum RelayAnswer: Hashable, Codable, Sendable {
    /// The first of all: the relay is there, and has these directories.
    case hello(RelayPlace)
    /// It is done.
    case done(UInt32)
    /// There is a wire: the relay's port of 127.0.0.1 and the one that is the machine's.
    case wire(UInt32, relay: UInt16, machine: UInt16)
    /// What a file says.
    case text(UInt32, String)
    /// It can't be done, and why.
    case failed(UInt32, String)

    /// The number of the order that it answers; 0 for the first of all.
    public var number: UInt32 {
        switch self {
        case .hello: 0
        case .done(let number), .wire(let number, _, _), .text(let number, _),
            .failed(let number, _):
            number
        }
    }
}

/// Where a relay keeps what is on its computer.
public struct RelayPlace: Hashable, Codable, Sendable {
    /// The version of what it speaks.
    public var version: Int
    /// What stays for later labs, by content.
    public var cache: String
    /// What goes when the relay ends.
    public var work: String

    /// The version that this program speaks.
    public static let currentVersion = 1
}
