/// One run of one program on one host; a program that is started again has another number.
public struct ProcessID: Hashable, Sendable {
    /// The number, in the order of starts.
    public var rawValue: Int32

    /// Makes a handle of its number.
    public init(rawValue: Int32) { self.rawValue = rawValue }
}
