import LabNetwork

extension Interval {
    /// The length in seconds with three decimals, such as `5.000`, rounded to the nearest.
    public var secondsText: String {
        let sign = nanoseconds < 0 ? "-" : ""
        let milliseconds = (nanoseconds.magnitude + 500_000) / 1_000_000
        let fraction = String(milliseconds % 1_000)
        let zeros = String(repeating: "0", count: 3 - fraction.count)
        return "\(sign)\(milliseconds / 1_000).\(zeros)\(fraction)"
    }
}

extension Instant {
    /// The seconds since the lab began with three decimals, rounded to the nearest.
    public var secondsText: String { (self - .start).secondsText }
}
