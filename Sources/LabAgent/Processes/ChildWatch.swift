import CLinux
import LabHost
import LabModel

/// Takes in the ends of children, those of others' children too, as a first process must.
final class ChildWatch {
    private let events = ByteStream()
    private var handlers: [Int32: (Int32) -> Void] = [:]

    /// Begins to watch; once in a process.
    ///
    /// - Throws: `LabError` where the kernel gives no pipe.
    init(maker: StreamMaker) throws(LabError) {
        let descriptor = try Kernel.check(lab_child_events(), "watch the host's processes")
        events.onBytes = { [unowned self] _ in reap() }
        maker.pipe(input: descriptor, events)
    }

    /// Calls back with the status once a child has ended (wait(2)).
    func watch(_ pid: Int32, _ ended: @escaping (Int32) -> Void) { handlers[pid] = ended }

    private func reap() {
        var status: Int32 = 0
        while true {
            let pid = lab_reap_child(&status)
            guard pid > 0 else { return }
            handlers.removeValue(forKey: pid)?(status)
        }
    }

    /// How a process has ended.
    static func state(_ status: Int32) -> ProcessReport.State {
        let signal = lab_end_signal(status)
        guard signal != 0 else { return .exited(code: lab_exit_code(status)) }
        return .signaled(SignalName.name(of: signal))
    }

    /// The exit code as a shell gives it: 128 + the number of the signal.
    static func code(_ status: Int32) -> Int32 {
        let signal = lab_end_signal(status)
        return signal != 0 ? 128 + signal : lab_exit_code(status)
    }
}
