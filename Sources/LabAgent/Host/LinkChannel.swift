/// What the agent is spoken to through: bytes both ways.
protocol LinkChannel: AnyObject {
    /// Called with the bytes that arrive.
    var onBytes: (([UInt8]) -> Void)? { get set }
    /// Called when the other side has gone.
    var onEnd: (() -> Void)? { get set }
    /// Called whenever the other side takes more bytes again, or does not.
    var onWritable: ((Bool) -> Void)? { get set }
    /// Whether the other side does not keep up with what is written.
    var isFull: Bool { get }

    /// Writes bytes in order.
    func write(_ bytes: [UInt8])
    /// Leaves what arrives to wait for a reason, or takes it in once there is none.
    func pause(_ reason: ByteStream.Pause, _ isPaused: Bool)
    /// Calls back once everything has been handed to the kernel, or can't be.
    func flush(_ done: @escaping () -> Void)
}

extension ByteStream: LinkChannel {}
