import LabNetwork

/// How the protocol's numbers grow with the pool, in whole numbers: no library's logarithm is used,
/// because libraries differ in the last bit.
enum MembershipScale {
    /// log10 of a number in thousandths, rounded down; 0 for numbers below 1.
    ///
    /// Digit by digit: the tenth power of the mantissa has the next digit as its exponent.
    static func log10Thousandths(_ number: Int) -> Int {
        guard number > 1 else { return 0 }
        var power = 1
        var result = 0
        while number / power >= 10 {
            power *= 10
            result += 1
        }
        let scaled = (UInt64(number) >> 8, UInt64(number) << 56)
        var mantissa = Mantissa(value: UInt64(power).dividingFullWidth(scaled).quotient)
        for _ in 0..<3 {
            mantissa = mantissa.tenthPower
            result = result * 10 + mantissa.exponent
            mantissa.exponent = 0
        }
        return result
    }

    /// A number of which the value is from 1 up to 10, in units of 2⁻⁵⁶, and a power of ten.
    private struct Mantissa {
        var value: UInt64
        var exponent = 0

        static func * (a: Mantissa, b: Mantissa) -> Mantissa {
            let (high, low) = a.value.multipliedFullWidth(by: b.value)
            let value = high << 8 | low >> 56
            let exponent = a.exponent + b.exponent
            guard value >= 10 << 56 else { return Mantissa(value: value, exponent: exponent) }
            return Mantissa(value: value / 10, exponent: exponent + 1)
        }

        var tenthPower: Mantissa {
            let square = self * self
            let fifth = square * square * self
            return fifth * fifth
        }
    }

    /// How often a piece of news is sent (memberlist, `retransmitLimit`).
    ///
    /// ceil(log10(n + 1)) is the number of decimal digits of n.
    static func retransmissions(multiplier: Int, members: Int) -> Int {
        var digits = 0
        var rest = members
        while rest > 0 {
            rest /= 10
            digits += 1
        }
        return multiplier * digits
    }

    /// How long to wait between exchanges of state (memberlist, `pushPullScale`).
    ///
    /// ceil(log2 n) is the number of bits of n − 1.
    static func pushPullInterval(_ interval: Interval, members: Int) -> Interval {
        guard members > 32 else { return interval }
        return interval * (Int.bitWidth - (members - 1).leadingZeroBitCount - 5 + 1)
    }

    /// The least time that a suspect has (memberlist, `suspicionTimeout`).
    static func suspicionMinimum(
        multiplier: Int, members: Int, probeInterval: Interval
    ) -> Interval {
        probeInterval * (multiplier * max(1000, log10Thousandths(members))) / 1000
    }

    /// How long a suspect has after a number of confirmations, from the first suspicion on
    /// (memberlist, `remainingSuspicionTime`; Lifeguard, "LHA-Suspicion"), in whole milliseconds.
    static func suspicionTimeout(
        confirmations: Int, expected: Int, minimum: Interval, maximum: Interval
    ) -> Interval {
        guard expected > 0 else { return minimum }
        let share = naturalLogarithm(min(confirmations, expected) + 1)
        let span = (maximum - minimum).nanoseconds / 1000
        let gain = span * share / naturalLogarithm(expected + 1)
        let milliseconds = (maximum.nanoseconds / 1000 - gain) / 1000
        return max(minimum, .milliseconds(milliseconds))
    }

    /// ln of a small number in millionths; the last one for all beyond the table.
    private static func naturalLogarithm(_ number: Int) -> Int64 {
        logarithms[min(max(number, 1), logarithms.count) - 1]
    }

    private static let logarithms: [Int64] = [
        0, 693_147, 1_098_612, 1_386_294, 1_609_438, 1_791_759, 1_945_910, 2_079_442, 2_197_225,
        2_302_585, 2_397_895, 2_484_907, 2_564_949, 2_639_057, 2_708_050, 2_772_589, 2_833_213,
        2_890_372, 2_944_439, 2_995_732, 3_044_522, 3_091_042, 3_135_494, 3_178_054, 3_218_876,
        3_258_097, 3_295_837, 3_332_205, 3_367_296, 3_401_197, 3_433_987, 3_465_736, 3_496_508,
    ]
}
