import LabModel
import LabNetwork
import LabRuntime
import NIOCore

#if canImport(Glibc)
import Glibc
#endif

/// The wall clock of a virtual machine, which the lab sets and may let run too fast or too slow.
final class WallClock {
    /// How often a clock with a drift is set anew.
    private static let step = TimeAmount.milliseconds(100)

    private let loop: NIOIsolatedEventLoop
    private var timer: Scheduled<Void>?
    /// How often the clock was set: a timer that is due can't be cancelled any more.
    private var settings = 0

    init(loop: any EventLoop) { self.loop = loop.assumeIsolated() }

    /// Sets the clock.
    ///
    /// - Parameters:
    ///   - wall: nanoseconds since 1970, now.
    ///   - drift: billionths that the clock gains from now on.
    /// - Throws: `LabError` for a time that the kernel does not take.
    func set(wall: Int64, driftPerBillion drift: Int64) throws(LabError) {
        timer?.cancel()
        timer = nil
        settings += 1
        let start = MachineClock.now
        try Self.write(wall)
        if drift != 0 { keep(wall, since: start, drift) }
    }

    private func keep(_ wall: Int64, since start: Instant, _ drift: Int64) {
        let setting = settings
        timer = loop.scheduleTask(in: Self.step) { [self] in
            guard setting == settings else { return }
            let elapsed = (MachineClock.now - start).nanoseconds
            // A time that the kernel does not take may be one that it takes later.
            try? Self.write(wall + elapsed + Self.gain(in: elapsed, driftPerBillion: drift))
            keep(wall, since: start, drift)
        }
    }

    /// What a clock with a drift gains in so many nanoseconds.
    static func gain(in elapsed: Int64, driftPerBillion drift: Int64) -> Int64 {
        // In two parts, whose products are small.
        let (seconds, rest) = elapsed.quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds * drift + rest * drift / 1_000_000_000
    }

    private static func write(_ wall: Int64) throws(LabError) {
        let (seconds, rest) = wall.quotientAndRemainder(dividingBy: 1_000_000_000)
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
        let code = clock_settime(CLOCK_REALTIME, &time)
        try Kernel.check(code < 0 ? -errno : 0, "set the clock of the host")
    }
}
