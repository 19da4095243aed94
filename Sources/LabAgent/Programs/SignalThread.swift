import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// Takes signals on a thread of its own, where anything may be done.
///
/// It is made before any other thread, so that none of them takes the signals first.
final class SignalThread: Sendable {
    private let numbers: [Int32]
    private let handler = Mutex<(@Sendable (_ isFirst: Bool, _ number: Int32) -> Void)?>(nil)

    /// Holds the signals back until `start`.
    init(_ numbers: [Int32]) {
        self.numbers = numbers
        var set = set
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    private var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers { sigaddset(&set, number) }
        return set
    }

    /// Calls a closure with each signal, for as long as the process lives.
    func start(_ handler: @escaping @Sendable (_ isFirst: Bool, _ number: Int32) -> Void) {
        self.handler.withLock { $0 = handler }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<SignalThread>.fromOpaque(context).takeRetainedValue().wait()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
    }

    private func wait() {
        var set = set
        var isFirst = true
        while true {
            var number: Int32 = 0
            guard sigwait(&set, &number) == 0 else { return }
            handler.withLock { $0 }?(isFirst, number)
            isFirst = false
        }
    }
}
