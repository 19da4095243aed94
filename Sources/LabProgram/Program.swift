/// What the lab itself runs in a host: a value that is told what happened and says what to do.
///
/// A program reads no clock, opens no socket and draws no randomness of its own; everything goes
/// through `System`. So the same code runs under the virtual clock and on real sockets.
public protocol Program {
    /// Reacts to one event, completely, without waiting.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - system: the host that the program runs on.
    mutating func handle(_ event: Event, on system: inout some System)
}
