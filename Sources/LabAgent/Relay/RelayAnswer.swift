/// What the relay says.
public enum RelayAnswer: Hashable, Codable, Sendable {
    /// The first of all: the relay is there, and has these directories.
    case hello(RelayPlace)
    /// It is done.
    case done(UInt32)
    /// There is a wire: the relay's port of 127.0.0.1 and the one that is the machine's.
    case wire(UInt32, relay: UInt16, machine: UInt16)
    /// There is a tunnel: the key of the relay's end, and where it is on the relay's computer, as far
    /// as that is known.
    case tunnel(UInt32, key: String, address: String?, port: UInt16)
    /// What a file says.
    case text(UInt32, String)
    /// It can't be done, and why.
    case failed(UInt32, String)

    /// The number of the order that it answers; 0 for the first of all.
    public var number: UInt32 {
        switch self {
        case .hello: 0
        case .done(let number), .wire(let number, _, _), .text(let number, _),
            .tunnel(let number, _, _, _), .failed(let number, _):
            number
        }
    }
}
