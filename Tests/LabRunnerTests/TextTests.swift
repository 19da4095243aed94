import LabModel
import LabNetwork
import Testing

@testable import LabRunner

@Suite struct TextTests {
    @Test(arguments: [
        ("http://host-1", "host-1", 80, "/"), ("http://a:8080/b?c=d#e", "a", 8_080, "/b?c=d"),
        ("HTTP://a?x", "a", 80, "/?x"),
    ])
    func readsWebAddresses(text: String, host: String, port: Int, target: String) throws {
        let address = try WebAddress(text)
        #expect(address.host == host)
        #expect(Int(address.port) == port)
        #expect(address.target == target)
    }

    @Test(arguments: [
        "host-1", "https://a/", "http://", "http://a:99999/", "http://u@b/", "ftp://a",
    ])
    func refusesOtherAddresses(text: String) {
        #expect(throws: LabError.self) { try WebAddress(text) }
    }

    @Test(arguments: [
        ("{}", "{}"), ("[1, 2.5, -3e2]", "[1, 2.5, -3e2]"), (#""a\n\u00e9\ud83d\ude00""#, "a\né😀"),
        (#"{"a": {"b": [true, null]}}"#, "{a: {b: [true, null]}}"), ("\"\"", ""),
    ])
    func readsJSON(text: String, shown: String) {
        #expect(JSON(Array(text.utf8))?.text == shown)
    }

    @Test(arguments: ["", "{", "[1,]", "tru", "\"a", "1 2", #""\x""#, #""\u12""#, "{a: 1}", "-"])
    func refusesWhatIsNoJSON(text: String) {
        #expect(JSON(Array(text.utf8)) == nil)
    }

    @Test func refusesBottomlessJSON() {
        #expect(JSON(Array(repeating: UInt8(ascii: "["), count: 100_000)) == nil)
    }

    @Test(arguments: [
        ("a.b", "1"), ("[\"c.d\"]", "2"), ("e[0].f", "3"), ("e[-1].f", "4"), ("e.1.f", "4"),
        ("", "all"),
    ])
    func walksIntoJSON(path: String, expected: String) throws {
        let text = #"{"a": {"b": 1}, "c.d": 2, "e": [{"f": 3}, {"f": 4}]}"#
        let document = try #require(JSON(Array(text.utf8)))
        let value = try #require(JSONPath(path)?.value(in: document))
        #expect(expected == "all" ? value == document : value.text == expected)
    }

    @Test func keysAreEscapedInPaths() {
        #expect("a b/ü?".percentEncodedPath == "a%20b/%C3%BC%3F")
    }

    @Test(arguments: [
        (0, "0.000"), (1_499_999, "0.001"), (1_500_000, "0.002"), (-5_000_000_000, "-5.000"),
    ])
    func secondsHaveThreeDecimals(nanoseconds: Int, text: String) {
        #expect(Interval(nanoseconds: Int64(nanoseconds)).secondsText == text)
    }

    @Test func textsSortAsPeopleCount() {
        #expect(["h-10", "h-9", "h-1", "g"].sorted(by: naturally) == ["g", "h-1", "h-9", "h-10"])
    }
}

@Suite struct ObservationTests {
    @Test func keepsFirstAndLastOfManyValues() {
        var log = ObservationLog()
        for number in 0..<100 {
            let moment = Instant(nanoseconds: Int64(number))
            log.add("\(number)", from: moment, to: moment)
        }
        #expect(log.observations.count == ObservationLog.maximumKept)
        #expect(log.observations.first?.seen == "0")
        #expect(log.last?.seen == "99")
        #expect(log.dropped == 100 - ObservationLog.maximumKept)
    }

    @Test func theLastRunBeginsAnewAfterSomethingElse() {
        var log = ObservationLog()
        for (number, seen) in ["a", "b", "a", "a"].enumerated() {
            log.add(seen, from: Instant(nanoseconds: Int64(number)), to: .never)
        }
        #expect(log.last?.count == 2)
        #expect(log.last?.first.nanoseconds == 2)
        #expect(log.observations.map(\.count) == [3, 1])
    }
}
