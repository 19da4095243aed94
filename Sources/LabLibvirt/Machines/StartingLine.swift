#if Libvirt
import Synchronization

/// Where restored machines wait until all of a lab are there, so that they go on together as they
/// stopped together: a leader whose followers go on a second later is none any more.
final class StartingLine: Sendable {
    private struct Machine {
        var host: String
        var domain: LibvirtDomain
    }

    private struct State {
        /// Those who have not come yet.
        var missing: Set<String> = []
        var waiting: [Machine] = []
    }

    private let state = Mutex(State())

    /// Expects hosts.
    func expect(_ hosts: some Sequence<String>) {
        state.withLock { $0.missing = Set(hosts) }
    }

    /// Lets a machine wait for the others; the last one lets all of them go on.
    ///
    /// - Returns: the hosts that did not go on, with libvirt's reasons.
    func wait(_ host: String, _ domain: LibvirtDomain) -> [(host: String, error: LibvirtError)] {
        state.withLock { $0.waiting.append(Machine(host: host, domain: domain)) }
        return leave(host)
    }

    /// Waits no longer for a host, which boots or does not come at all.
    ///
    /// - Returns: the hosts that did not go on, with libvirt's reasons.
    func leave(_ host: String) -> [(host: String, error: LibvirtError)] {
        let ready = state.withLock { state in
            state.missing.remove(host)
            guard state.missing.isEmpty else { return [] as [Machine] }
            defer { state.waiting = [] }
            return state.waiting
        }
        var failures: [(host: String, error: LibvirtError)] = []
        for machine in ready {
            do throws(LibvirtError) {
                try machine.domain.resume()
            } catch {
                failures.append((machine.host, error))
            }
        }
        return failures
    }
}
#endif
