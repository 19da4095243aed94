import Glibc
import LabNetwork

/// Waits on one thread for what happens to descriptors, and for moments.
///
/// All that it calls runs on the thread that calls `turn`, so what it calls needs no locks.
final class PollLoop {
    /// What somebody waits for, or what has happened.
    struct Interest: OptionSet {
        let rawValue: Int16
        static let read = Interest(rawValue: Int16(POLLIN))
        static let write = Interest(rawValue: Int16(POLLOUT))
    }

    /// Something that was asked for, by number.
    struct Token: Hashable {
        fileprivate var number: UInt64
    }

    private struct Watch {
        var descriptor: Int32
        var interest: () -> Interest
        var ready: (Interest) -> Void
    }

    private struct Moment {
        var at: Instant
        var token: Token
        var action: () -> Void
    }

    private var watches: [Token: Watch] = [:]
    private var moments: [Moment] = []
    private var nextNumber: UInt64 = 1

    /// The monotonic clock.
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    private func token() -> Token {
        defer { nextNumber += 1 }
        return Token(number: nextNumber)
    }

    /// Calls a closure whenever something has happened to a descriptor, its end included.
    ///
    /// - Parameter interest: asked before each wait; nothing but the end is waited for where it is
    ///   empty.
    func watch(
        _ descriptor: Int32, for interest: @escaping () -> Interest,
        _ ready: @escaping (Interest) -> Void
    ) -> Token {
        let token = token()
        watches[token] = Watch(descriptor: descriptor, interest: interest, ready: ready)
        return token
    }

    /// Calls a closure once an interval has passed.
    @discardableResult
    func after(_ interval: Interval, _ action: @escaping () -> Void) -> Token {
        let token = token()
        moments.append(Moment(at: PollLoop.now + interval, token: token, action: action))
        return token
    }

    /// Forgets what was asked for; what it was about may be closed then.
    func forget(_ token: Token?) {
        guard let token else { return }
        watches[token] = nil
        moments.removeAll { $0.token == token }
    }

    /// Waits until something happens, and calls whom it concerns.
    func turn() {
        var tokens: [Token] = []
        var entries: [pollfd] = []
        for (token, watch) in watches {
            let interest = watch.interest()
            tokens.append(token)
            entries.append(
                pollfd(fd: watch.descriptor, events: interest.rawValue, revents: 0))
        }
        let count = poll(&entries, nfds_t(entries.count), timeout)
        runMoments()
        guard count > 0 else { return }
        for (token, entry) in zip(tokens, entries) where entry.revents != 0 {
            // What came before in this round may have ended this one.
            guard let watch = watches[token] else { continue }
            var happened = Interest(rawValue: entry.revents).intersection([.read, .write])
            // Reading and writing tell what is wrong with it.
            if entry.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { happened.insert(.read) }
            watch.ready(happened)
        }
    }

    private var timeout: Int32 {
        guard let next = moments.map(\.at).min() else { return -1 }
        let left = max(0, (next - PollLoop.now).nanoseconds)
        return Int32(min((left + 999_999) / 1_000_000, 60_000))
    }

    private func runMoments() {
        let now = PollLoop.now
        let due = moments.filter { $0.at <= now }.sorted { $0.at < $1.at }
        guard !due.isEmpty else { return }
        for moment in due {
            guard let index = moments.firstIndex(where: { $0.token == moment.token }) else {
                continue
            }
            moments.remove(at: index)
            moment.action()
        }
    }
}
