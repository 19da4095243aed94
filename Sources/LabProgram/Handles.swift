/// One timer of a program.
public struct TimerID: Hashable, Sendable {
    /// The number that the system gave it.
    public var rawValue: UInt64
    /// Makes a handle of its number.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// What a program wants to be told when a timer runs out: a number of its own choosing.
///
/// Parts of one program share its timers by keeping to a `scope` of their own.
public struct TimerToken: Hashable, Sendable {
    /// The scope in the upper 8 bits, the kind in the next 8, the value in the lower 48.
    public var rawValue: UInt64
    /// Makes a token of its number.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    /// Makes a token.
    ///
    /// - Parameters:
    ///   - scope: the part of the program that it belongs to.
    ///   - kind: what the timer is for.
    ///   - value: which one of that kind; the lower 48 bits count.
    @inlinable
    public init(scope: UInt8, kind: UInt8, value: UInt64 = 0) {
        rawValue = UInt64(scope) << 56 | UInt64(kind) << 48 | value & 0xffff_ffff_ffff
    }
    /// The part of the program that it belongs to.
    @inlinable
    public var scope: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 56) }
    /// What the timer is for.
    @inlinable
    public var kind: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 48) }
    /// Which one of that kind.
    @inlinable
    public var value: UInt64 { rawValue & 0xffff_ffff_ffff }
}

/// One end of a TCP connection.
public struct ConnectionID: Hashable, Sendable {
    /// The number that the system gave it.
    public var rawValue: UInt64
    /// Makes a handle of its number.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// One HTTP request with its answer.
public struct ExchangeID: Hashable, Sendable {
    /// The number that the system gave it.
    public var rawValue: UInt64
    /// Makes a handle of its number.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// A store of a program's data folder, by a number of the program's own choosing.
public struct StoreFile: Hashable, Sendable {
    /// The program's number for it.
    public var rawValue: UInt8
    /// Makes a handle of its number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
}
