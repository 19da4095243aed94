import Foundation
import Synchronization

/// Something that runs on a thread of its own until it is waited for.
package final class Background<R: Sendable>: Sendable {
    private let outcome = Mutex<Result<R, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    package init(_ body: @escaping @Sendable () throws -> R) {
        Thread.detachNewThread {
            let outcome = Result { try body() }
            self.outcome.withLock { $0 = outcome }
            self.isDone.signal()
        }
    }

    /// Waits for the end and tells what came out.
    package func wait() throws -> R {
        isDone.wait()
        isDone.signal()
        guard let outcome = outcome.withLock({ $0 }) else {
            throw SystemFailure(what: "run in the background", errno: 0)
        }
        return try outcome.get()
    }
}
