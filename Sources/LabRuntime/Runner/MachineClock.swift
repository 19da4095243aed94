import LabNetwork

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The clocks of the machine.
public enum MachineClock {
    /// The monotonic clock, in nanoseconds since the machine began.
    public static var now: Instant { Instant(nanoseconds: read(CLOCK_MONOTONIC)) }

    /// The wall clock.
    static var wallTime: WallTime { WallTime(nanoseconds: read(CLOCK_REALTIME)) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
