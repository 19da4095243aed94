import Testing

@testable import LabAgent

/// What a clock that runs too fast or too slow gains.
@Suite struct WallClockTests {
    @Test func aGainIsExactOverLongTimes() {
        let second: Int64 = 1_000_000_000
        #expect(WallClock.gain(in: 100_000_000, driftPerBillion: 50_000) == 5_000)
        #expect(WallClock.gain(in: 100_000_000, driftPerBillion: -50_000) == -5_000)
        #expect(WallClock.gain(in: 3_600 * second, driftPerBillion: 1_000_000) == 3_600_000_000)
        // A year at twice the speed.
        let year = 31_536_000 * second
        #expect(WallClock.gain(in: year, driftPerBillion: second) == year)
        #expect(WallClock.gain(in: 1_500_000_001, driftPerBillion: second) == 1_500_000_001)
    }
}
