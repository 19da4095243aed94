import Foundation
import LabRunner
import Synchronization

/// Ctrl-C: the first one heals and ends the run, the second one ends the program.
enum Interrupt {
    private static let watched = Mutex<Interruption?>(nil)

    /// Turns SIGINT and SIGTERM into a wish to end.
    static func watch(_ interruption: Interruption) {
        watched.withLock { $0 = interruption }
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] {
            signal(number, requestEnd)
            sigaddset(&signals, number)
        }
        // A parent that blocks signals hands that down, as worker threads of libdispatch do.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// The status of a program that SIGINT ended, as shells count it.
    static let status: Int32 = 130

    fileprivate static func request() {
        // A handler must not wait for the lock; the run polls, and the second signal ends all.
        let isSecond = watched.withLockIfAvailable { interruption in
            let wasRequested = interruption?.isRequested ?? true
            interruption?.request()
            return wasRequested
        }
        if isSecond ?? true { _exit(status) }
    }
}

private func requestEnd(_ signal: Int32) { Interrupt.request() }
