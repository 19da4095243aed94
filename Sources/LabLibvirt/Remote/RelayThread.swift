import Glibc

/// A thread that nobody waits for.
final class RelayThread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// Starts it; whether the machine allows one more.
    func begin() -> Bool {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let failure = pthread_create(&thread, nil, runRelayThread, context.toOpaque())
        if failure == 0 {
            pthread_detach(thread)
        } else {
            context.release()
            errno = failure
        }
        return failure == 0
    }

    fileprivate func run() {
        // Signals are for the threads that wait for them.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        body()
    }
}

private func runRelayThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<RelayThread>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
