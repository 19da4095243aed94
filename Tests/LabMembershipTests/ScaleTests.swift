import LabNetwork
import Testing

@testable import LabMembership

@Suite struct ScaleTests {
    @Test(arguments: [
        (0, 0), (1, 0), (2, 301), (3, 477), (7, 845), (9, 954), (10, 1000), (11, 1041), (30, 1477),
        (50, 1698), (99, 1995), (100, 2000), (128, 2107), (200, 2301), (500, 2698), (999, 2999),
        (1000, 3000), (1001, 3000), (5000, 3698), (100_000, 5000), (123_456_789, 8091),
    ])
    func logarithmIsCutAfterThreeDecimals(number: Int, thousandths: Int) {
        #expect(MembershipScale.log10Thousandths(number) == thousandths)
    }

    @Test(arguments: [
        (3, 4.00, 24.00), (5, 4.00, 24.00), (10, 4.00, 24.00), (30, 5.908, 35.448),
        (50, 6.792, 40.752), (100, 8.00, 48.00), (200, 9.204, 55.224), (1000, 12.00, 72.00),
    ])
    func suspectHasTheTimeOfTheTable(members: Int, least: Double, most: Double) {
        let minimum = MembershipScale.suspicionMinimum(
            multiplier: 4, members: members, probeInterval: .seconds(1))
        #expect(abs(minimum.seconds - least) < 0.0005)
        #expect(abs((minimum * 6).seconds - most) < 0.0005)
    }

    @Test func suspectOfAWideAreaPoolHasThirtySecondsToThreeMinutes() {
        let minimum = MembershipScale.suspicionMinimum(
            multiplier: 6, members: 5, probeInterval: .seconds(5))
        #expect(minimum == .seconds(30))
        #expect(minimum * 6 == .minutes(3))
    }

    @Test(arguments: [(0, 24_000), (1, 11_381), (2, 4_000), (3, 4_000)])
    func confirmationsShortenTheTime(confirmations: Int, milliseconds: Int64) {
        let timeout = MembershipScale.suspicionTimeout(
            confirmations: confirmations, expected: 2, minimum: .seconds(4), maximum: .seconds(24))
        #expect(timeout == .milliseconds(milliseconds))
    }

    @Test(arguments: [(1, 4), (3, 4), (9, 4), (10, 8), (99, 8), (100, 12), (999, 12), (1000, 16)])
    func newsIsSentMoreOftenInLargerPools(members: Int, limit: Int) {
        #expect(MembershipScale.retransmissions(multiplier: 4, members: members) == limit)
    }

    @Test(arguments: [
        (1, 30), (32, 30), (33, 60), (64, 60), (65, 90), (128, 90), (129, 120), (1000, 180),
    ])
    func statesAreExchangedLessOftenInLargerPools(members: Int, seconds: Int64) {
        let interval = MembershipScale.pushPullInterval(.seconds(30), members: members)
        #expect(interval == .seconds(seconds))
    }
}
