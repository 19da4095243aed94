import LabNetwork

/// Sorts times into buckets: 16 of equal width in each octave, as HdrHistogram does, in integers.
enum LatencyBucket {
    /// The largest number of microseconds that falls into the same bucket as this time.
    ///
    /// A part of a microsecond counts as a whole one, and more than 71 minutes as the last bucket.
    static func upperEdge(of time: Interval) -> UInt32 {
        let whole = max(time.nanoseconds, 0) / 1_000
        let rounded = max(time.nanoseconds, 0) % 1_000 == 0 ? whole : whole + 1
        guard rounded >= 32 else { return UInt32(rounded) }
        guard rounded < Int64(UInt32.max) else { return UInt32.max }
        let value = UInt64(rounded)
        let shift = UInt64(63 - value.leadingZeroBitCount - 4)
        return UInt32((((value >> shift) + 1) << shift) - 1)
    }
}
