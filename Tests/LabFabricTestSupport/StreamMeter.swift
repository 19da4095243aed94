import LabNetwork

/// A TCP stream from one namespace to another, and how fast it is.
package struct StreamMeter: Sendable {
    /// Bytes that arrived and in how many nanoseconds, both after the warm-up.
    package struct Result: Sendable {
        package var bytes: Int
        package var nanoseconds: Int64
        package var bitsPerSecond: Double { Double(bytes) * 8e9 / Double(max(nanoseconds, 1)) }
    }

    package var warmUp: Interval
    package var duration: Interval

    package init(warmUp: Interval, duration: Interval) {
        self.warmUp = warmUp
        self.duration = duration
    }

    /// Sends as fast as it goes and measures at the receiver.
    package func run(
        from sender: NetworkNamespace, to receiver: NetworkNamespace, at address: IPv4Address,
        port: UInt16 = 5_001
    ) throws -> Result {
        let listener = try receiver.run { try TestSocket.listener(port: port) }
        let outgoing = try sender.run { try TestSocket.connection(to: address, port: port) }
        let incoming = try listener.accepted()
        let sending = Background {
            let bytes = Array(repeating: UInt8(0), count: 128 << 10)
            while outgoing.canSend(bytes) {}
        }
        defer {
            outgoing.shutDown()
            _ = try? sending.wait()
        }
        return try receive(from: incoming)
    }

    private func receive(from socket: TestSocket) throws -> Result {
        var buffer = Array(repeating: UInt8(0), count: 256 << 10)
        let start = monotonicNanoseconds() + warmUp.nanoseconds
        let end = start + duration.nanoseconds
        var first: Int64 = 0
        var bytes = 0
        while true {
            let count = try socket.receive(into: &buffer)
            let now = monotonicNanoseconds()
            // Counting begins after a read, so that what it took does not count.
            if first != 0 { bytes += count } else if now >= start { first = now }
            if now >= end || count == 0 {
                return Result(bytes: bytes, nanoseconds: now - first)
            }
        }
    }
}
