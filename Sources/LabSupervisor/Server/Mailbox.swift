import CLinux
import Glibc
import Synchronization

/// Messages from other threads and from signal handlers, and a descriptor that is readable when
/// there are any.
final class Mailbox<Message: Sendable>: Sendable {
    /// Readable when there is something.
    let descriptor: Int32
    /// Where a byte stands for a signal.
    let signalled: Int32
    private let messages = Mutex<[Message]>([])
    private let hasSignal = Atomic<Bool>(false)

    init() {
        var ends: [Int32] = [-1, -1]
        if lab_pipe(&ends) != 0 {
            // Without any descriptor left there is nothing that a lab could do.
            perror("lab: no pipe")
            exit(3)
        }
        (descriptor, signalled) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(signalled)
    }

    /// Puts a message in, from any thread.
    func post(_ message: Message) {
        messages.withLock { $0.append(message) }
        // A pipe that is full wakes the reader just as well.
        _ = write(signalled, [0], 1)
    }

    /// Takes all messages out, in order.
    func take() -> [Message] {
        var bytes = [UInt8](repeating: 0, count: 256)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            guard count > 0 else { break }
            if bytes[..<count].contains(where: { $0 != 0 }) {
                hasSignal.store(true, ordering: .relaxed)
            }
        }
        return messages.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }

    /// Whether there was a signal among what was taken since the last call.
    func takeSignal() -> Bool { hasSignal.exchange(false, ordering: .relaxed) }
}
