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
