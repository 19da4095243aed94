/// A decimal number as it is written, without the rounding of floating point.
struct DecimalText {
    private let whole: Int64
    private let fraction: Int64
    private let scale: Int64

    /// Reads digits with at most one point and at most nine digits after it.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Self.digits(parts[0]) else { return nil }
        self.whole = whole
        guard parts.count == 2 else {
            fraction = 0
            scale = 1
            return
        }
        guard parts[1].utf8.count <= 9, let fraction = Self.digits(parts[1]) else { return nil }
        self.fraction = fraction
        scale = (0..<parts[1].utf8.count).reduce(Int64(1)) { power, _ in power * 10 }
    }

    private static func digits(_ text: some StringProtocol) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text)
    }

    /// Whether it is zero.
    var isZero: Bool { whole == 0 && fraction == 0 }

    /// Whether it has no digits other than zero after the point.
    var isWhole: Bool { fraction == 0 }

    /// The number times a unit, rounded down; `nil` where that is too big.
    func times(_ unit: Int64) -> Int64? {
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        let part = fraction.multipliedFullWidth(by: unit)
        let (sum, carried) = product.addingReportingOverflow(
            scale.dividingFullWidth(part).quotient)
        return carried ? nil : sum
    }
}
