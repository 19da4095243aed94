import CLinux
import Glibc

/// Threads of the fabric's own: tasks share theirs with work that would make a frame wait.
enum Thread {
    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread that somebody must join.
    ///
    /// - Parameter niceness: how readily it lets others run before it; negative where allowed.
    static func start(
        named name: String, niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void
    ) throws -> pthread_t {
        let start = Start(name: name) {
            lab_thread_begin(name, niceness)
            body()
        }
        let context = Unmanaged.passRetained(start)
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, threadEntry, context.toOpaque())
        guard failure == 0 else {
            context.release()
            throw FabricError(
                "cannot start a thread: \(String(cString: strerror(failure)))", errno: failure)
        }
        return thread
    }

    /// Makes writing to a reader that has gone an error on this thread, not the process's end.
    static func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private static let threadEntry:
        @convention(c) (UnsafeMutableRawPointer?) ->
            UnsafeMutableRawPointer? = { context in
                if let context {
                    Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
                }
                return nil
            }
}
