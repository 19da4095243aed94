import LabModel
import LabNetwork
import Testing

@testable import LabFiles

struct LiteralTests {
    @Test(arguments: [
        ("200us", Interval.microseconds(200)), ("50ms", .milliseconds(50)), ("5s", .seconds(5)),
        ("1m30s", .seconds(90)), ("2h", .hours(2)), ("0s", .zero), ("1.5s", .milliseconds(1500)),
        ("10ns", .nanoseconds(10)), ("3µs", .microseconds(3)),
        ("1h2m3s4ms", .milliseconds(3_723_004)),
    ])
    func durationsAreRead(_ text: String, _ expected: Interval) throws {
        #expect(try Literal.duration(text) == expected)
    }

    @Test(arguments: [
        ("5", "5 what? write 5s"),
        ("0", "0 what? write 0s"),
        ("5 s", "unknown unit ' s': write 5s"),
        ("5sec", "unknown unit 'sec': write 5s"),
        ("2min", "unknown unit 'min': write 2m"),
        ("5S", "unknown unit 'S': write 5s"),
        ("1d", "unknown unit 'd': write 24h"),
        ("soon", "'soon' is no duration: write it like 200us, 50ms, 5s, 1m30s or 2h"),
        ("1m30", "30 what? write 30s"),
        ("9999999999h", "9999999999h is longer than any run"),
        ("-1s", "-1s is before it began: a duration here is not negative"),
    ])
    func wrongDurationsSayWhatToWrite(_ text: String, _ expected: String) {
        #expect(throws: LiteralError(expected)) { try Literal.duration(text) }
    }

    @Test(arguments: [
        ("5%", UInt32(50_000_000)), ("0.1%", 1_000_000), ("0%", 0), ("100%", 1_000_000_000),
        ("0.0000001%", 1),
    ])
    func percentagesAreExact(_ text: String, _ billionths: UInt32) throws {
        #expect(try Literal.percentage(text) == Probability(billionths: billionths))
    }

    @Test(arguments: [
        ("0.05", "0.05 of what? write 5%"), ("5", "5 of what? write 5%"),
        ("0.001", "0.001 of what? write 0.1%"),
        ("101%", "101% is more than everything: write 0% to 100%"),
        ("5 percent", "'5 percent' is no percentage: write 5%"),
        ("few", "'few' is no percentage: write it like 5% or 0.1%"),
    ])
    func wrongPercentagesSayWhatToWrite(_ text: String, _ expected: String) {
        #expect(throws: LiteralError(expected)) { try Literal.percentage(text) }
    }

    @Test(arguments: [
        ("100/s", Interval.milliseconds(10)), ("1/s", .seconds(1)), ("30/m", .seconds(2)),
        ("0.5/s", .seconds(2)), ("1/ms", .milliseconds(1)), ("3/s", .nanoseconds(333_333_333)),
    ])
    func ratesOfRequestsArePeriods(_ text: String, _ expected: Interval) throws {
        #expect(try Literal.requestPeriod(text) == expected)
    }

    @Test(arguments: [
        ("10mbit", UInt64(10_000_000)), ("1gbit", 1_000_000_000), ("1.5kbit", 1_500),
        ("9600bit", 9_600), ("2Mbit/s", 2_000_000),
    ])
    func ratesOfBitsAreRead(_ text: String, _ expected: UInt64) throws {
        #expect(try Literal.bitRate(text) == BitRate(bitsPerSecond: expected))
    }

    @Test(arguments: [
        ("64MiB", Int64(67_108_864)), ("1GB", 1_000_000_000), ("512B", 512), ("1.5KiB", 1_536),
    ])
    func sizesAreRead(_ text: String, _ expected: Int64) throws {
        #expect(try Literal.size(text) == expected)
    }

    @Test(arguments: [
        ("10", "10 what? write 10mbit"), ("10mb", "'10mb' is no rate of bits: write 10mbit"),
        ("fast", "'fast' is no rate: write it like 10mbit or 1gbit"),
        ("0mbit", "no bits at all: use unplug for a dead link"),
    ])
    func wrongRatesSayWhatToWrite(_ text: String, _ expected: String) {
        #expect(throws: LiteralError(expected)) { try Literal.bitRate(text) }
    }

    @Test(arguments: [
        ("64", "64 what? write 64MiB"), ("64M", "unknown unit 'M': write 64MiB or 64MB"),
        ("64gb", "unknown unit 'gb': write 64GiB or 64GB"),
    ])
    func wrongSizesSayWhatToWrite(_ text: String, _ expected: String) {
        #expect(throws: LiteralError(expected)) { try Literal.size(text) }
    }

    @Test func boundsCompareWithWhatTheirPlaceTakes() throws {
        #expect(
            try Literal.bound("<= 2%", of: .numberOrShare)
                == Bound(.atMost, .share(Probability(percent: 2))))
        #expect(try Literal.bound(">= 10", of: .number) == Bound(.atLeast, .number(10)))
        #expect(
            try Literal.bound("< 50ms", of: .interval)
                == Bound(.less, .interval(.milliseconds(50))))
        #expect(try Literal.bound("3", of: .number) == Bound(.equal, .number(3)))
        #expect(try Literal.bound("==3", of: .number) == Bound(.equal, .number(3)))
        #expect(try Literal.bound("!= 3", of: .numberOrShare) == Bound(.notEqual, .number(3)))
        #expect(try Literal.bound("≤ 3", of: .number) == Bound(.atMost, .number(3)))
        #expect(throws: LiteralError("0.05 of what? write 5%")) {
            try Literal.bound("<= 0.05", of: .numberOrShare)
        }
        #expect(throws: LiteralError("50 what? write 50s")) {
            try Literal.bound("< 50", of: .interval)
        }
    }

    @Test func patternsStandBetweenSlashes() throws {
        #expect(try Literal.pattern("/New leader/") == .matching("New leader"))
        #expect(try Literal.pattern("New leader") == .exactly("New leader"))
        #expect(try Literal.pattern("/") == .exactly("/"))
        #expect(throws: LiteralError("/a(/ is no regular expression: expected ')'")) {
            try Literal.pattern("/a(/")
        }
    }

    @Test(arguments: [
        ("50ppm", Int64(50_000)), ("-50ppm", -50_000), ("0.01%", 100_000), ("50us/s", 50_000),
        ("+1ms", 1_000_000),
    ])
    func driftsArePartsInABillion(_ text: String, _ expected: Int64) throws {
        #expect(try Literal.drift(text) == expected)
    }

    @Test(arguments: [
        ("host-2", host("host-2")), ("host-2/discovery", part("host-2", "discovery")),
        ("host-2/simple.1", part("host-2", "simple", 1)),
        ("t1.harbur.io/simple.12", part("t1.harbur.io", "simple", 12)),
        ("t1.harbur.io", host("t1.harbur.io")), ("leader", .leader), ("followers", .followers),
        ("servers", .servers), ("minority", .minority), ("majority", .majority),
        ("one-of(a, b/c)", .oneOf([host("a"), part("b", "c")])),
        ("one-of( leader , one-of(a,b) )", .oneOf([.leader, .oneOf([host("a"), host("b")])])),
        ("leader/discovery", .part(host: .leader, name: "discovery", index: nil)),
        (
            "one-of(a, b)/simple",
            .part(host: .oneOf([host("a"), host("b")]), name: "simple", index: nil)
        ),
    ])
    func targetsAreRead(_ text: String, _ expected: Target) throws {
        #expect(try Literal.target(text) == expected)
    }

    @Test(arguments: ["", "a b", "a/", "a//b", "one-of(", "one-of()", "a/b.0", "(a)", "a,b"])
    func otherTextsAreNoTargets(_ text: String) {
        #expect(throws: LiteralError.self) { try Literal.target(text) }
    }

    @Test(arguments: [("SIGTERM", "SIGTERM"), ("term", "SIGTERM"), ("9", "SIGKILL")])
    func signalsAreRead(_ text: String, _ expected: String) throws {
        #expect(try SignalName.parse(text) == expected)
    }
}
