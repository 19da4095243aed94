import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Waits for the disk, one job after the other, so that the event loop does not have to.
final class DiskThread {
    /// What is to be made durable, and what can go once it is.
    struct Job: Sendable {
        /// The file whose content is flushed; `nil` where there is none.
        var descriptor: Int32?
        /// The directory whose names are flushed; `nil` where they have not changed.
        var directory: Int32?
        /// Files that nobody needs afterwards.
        var removed: [String] = []
        /// Descriptors that nobody needs afterwards.
        var closed: [Int32] = []

        func run() throws(ErrorNumber) {
            defer { for descriptor in closed { close(descriptor) } }
            if let descriptor, fdatasync(descriptor) != 0 { throw ErrorNumber.last }
            if let directory, fsync(directory) != 0 { throw ErrorNumber.last }
            for path in removed { unlink(path) }
        }
    }

    private let eventLoop: any EventLoop
    private lazy var pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        isStarted = true
        return pool
    }()
    private var isStarted = false

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Runs a job after those before it.
    ///
    /// - Parameter done: called on the event loop, with what went wrong.
    func run(_ job: Job, _ done: @escaping ((any Error)?) -> Void) {
        pool.runIfActive(eventLoop: eventLoop) { try job.run() }
            .assumeIsolated().whenComplete { result in
                switch result {
                case .success: done(nil)
                case .failure(let error): done(error)
                }
            }
    }

    /// Runs the last jobs, and ends the thread.
    func finish(_ jobs: [Job]) {
        guard isStarted else {
            for job in jobs { try? job.run() }
            return
        }
        pool.submit { _ in
            for job in jobs { try? job.run() }
        }
        pool.shutdownGracefully { _ in }
    }
}
