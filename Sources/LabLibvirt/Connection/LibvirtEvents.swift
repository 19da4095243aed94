#if Libvirt
import CLibvirt
import Glibc

/// The loop in which libvirt notices what domains and connections do, on a thread of its own.
public enum LibvirtEvents {
    /// Starts the loop, which then runs as long as the process; does nothing the next time.
    ///
    /// libvirt wants to know its loop before the first connection is opened, so
    /// `LibvirtConnection.open` calls this itself.
    public static func start() { _ = hasStarted }

    private static let hasStarted: Bool = {
        // Failures are thrown; a copy on stderr would stand in the middle of what commands print.
        virSetErrorFunc(nil, ignoreError)
        // libvirt writes to an ssh or a daemon that may have ended: a call then has to fail, and not
        // to end this process.
        signal(SIGPIPE, SIG_IGN)
        guard virEventRegisterDefaultImpl() == 0 else { return false }
        var thread = pthread_t()
        guard pthread_create(&thread, nil, runLibvirtEvents, nil) == 0 else { return false }
        pthread_detach(thread)
        return true
    }()
}

private func ignoreError(_ context: UnsafeMutableRawPointer?, _ error: virErrorPtr?) {}

private func runLibvirtEvents(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // Signals are for the threads that wait for them.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    while true {
        // A loop that fails without waiting would take a processor for itself.
        if virEventRunDefaultImpl() < 0 { usleep(100_000) }
    }
}
#endif
