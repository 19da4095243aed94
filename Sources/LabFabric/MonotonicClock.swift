import Glibc
import LabNetwork

/// The clock that the model and the alarm go by.
enum MonotonicClock {
    /// Nanoseconds of CLOCK_MONOTONIC.
    @inline(__always)
    static func nanoseconds() -> Int64 { read(CLOCK_MONOTONIC) }

    /// What to add to a moment of this clock to get nanoseconds since 1970-01-01 UTC.
    static func offsetToWallTime() -> Int64 { read(CLOCK_REALTIME) - nanoseconds() }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
