import ArgumentParser

/// One seed or several in a row, as `7` or `1..200`.
struct SeedRange: ExpressibleByArgument {
    /// More seeds than anybody waits for are a slip of the keyboard.
    static let limit: UInt64 = 1_000_000

    var seeds: ClosedRange<UInt64>

    init?(argument: String) {
        if let seed = UInt64(argument) {
            seeds = seed...seed
            return
        }
        guard let dots = argument.range(of: ".."),
            let first = UInt64(argument[..<dots.lowerBound]),
            let last = UInt64(argument[dots.upperBound...]), first <= last,
            last - first < Self.limit
        else { return nil }
        seeds = first...last
    }
}
