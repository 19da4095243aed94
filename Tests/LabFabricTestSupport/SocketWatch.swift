import CLinux

/// Waits for a socket with the precision of the clock, which `poll` has not.
final class SocketWatch {
    private var poll = lab_poll()
    private var tokens: [UInt32] = [0, 0, 0]

    init(_ socket: TestSocket) throws {
        try SystemFailure.check(lab_poll_open(&poll), "make an epoll set")
        try SystemFailure.check(lab_poll_add(&poll, socket.descriptor, 0), "watch a socket")
    }

    deinit { lab_poll_close(&poll) }

    /// Whether there is something to receive before a moment of the monotonic clock.
    func isReadable(before deadline: Int64) -> Bool {
        lab_poll_set_alarm(&poll, deadline)
        let count = Int(lab_poll_wait(&poll, &tokens, Int32(tokens.count), 1))
        return count > 0 && tokens[..<count].contains(0)
    }
}
