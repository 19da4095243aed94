import LabNetwork
import Testing

@testable import LabPrograms

@Suite struct JSONTests {
    static let refusals: [(String, String)] = [
        ("", "EOF"), ("  \n", "EOF"), ("{", "unexpected EOF"), ("[1,", "unexpected EOF"),
        ("\"abc", "unexpected EOF"), ("tru", "unexpected EOF"), ("-", "unexpected EOF"),
        ("{\"Name\":}", "invalid character '}' looking for beginning of value"),
        ("{bad", "invalid character 'b' looking for beginning of object key string"),
        ("{\"a\" 1}", "invalid character '1' after object key"),
        ("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair"),
        ("[1 2]", "invalid character '2' after array element"),
        ("trux", "invalid character 'x' in literal true (expecting 'e')"),
        ("1.x", "invalid character 'x' after decimal point in numeric literal"),
        ("1e,", "invalid character ',' in exponent of numeric literal"),
        ("-x", "invalid character 'x' in numeric literal"),
        ("\"a\nb\"", "invalid character '\\n' in string literal"),
        ("\"\\q\"", "invalid character 'q' in string escape code"),
        ("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape"),
        ("1 2", "invalid character '2' after top-level value"),
        ("'", "invalid character '\\'' looking for beginning of value"),
    ]

    @Test(arguments: refusals)
    func malformedTextIsRefusedInTheWordsOfGo(text: String, words: String) {
        #expect(throws: JSONError(message: words)) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-1", "9223372036854775807", "18446744073709551615",
        "1.5", "\"a\"", "[]", "{}", "[1,[2],{\"b\":3,\"a\":null}]", "\"é\u{1F600}\"",
    ])
    func valuesAreWrittenAsTheyWereRead(text: String) throws {
        #expect(try JSONParser.parse(Array(text.utf8)).encoded() == Array(text.utf8))
    }

    @Test func stringsAreEscapedAsGoDoes() {
        let text = JSONValue.string("<a href=\"x\">&\n\r\t\\\u{1}\u{2028}é").encoded()
        #expect(
            String(decoding: text, as: UTF8.self)
                == "\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\n\\r\\t\\\\\\u0001\\u2028é\"")
    }

    @Test func escapesAreRead() throws {
        let text = #""\u00e9\ud83d\ude00\ud800\/\b\f""#
        #expect(
            try JSONParser.parse(Array(text.utf8)) == .string("é\u{1F600}\u{FFFD}/\u{8}\u{c}"))
    }

    @Test func depthIsLimited() {
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: JSONError.tooDeep) { try JSONParser.parse(deep) }
    }

    @Test func prettyTextHasFourSpacesALevelAndANewline() {
        let value: JSONValue = ["a": [1, ["b": []]], "c": [:]]
        let expected = """
            {
                "a": [
                    1,
                    {
                        "b": []
                    }
                ],
                "c": {}
            }

            """
        #expect(String(decoding: value.encoded(.pretty), as: UTF8.self) == expected)
    }

    @Test func randomBytesNeverTrap() {
        var random = RandomStream(seed: 7)
        let alphabet = Array("{}[]\",:truefalsn0123456789.eE+-\\u \n\u{e9}".utf8)
        for _ in 0..<5_000 {
            let length = Int(random.next() % 40)
            let bytes = (0..<length).map { _ in
                alphabet[Int(random.next() % UInt64(alphabet.count))]
            }
            if let value = try? JSONParser.parse(bytes) {
                #expect((try? JSONParser.parse(value.encoded())) != nil)
                _ = value.encoded(.pretty)
            }
        }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
    ])
    func base64FollowsRFC4648(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg=", "Z===", "Zg==Zg==", "Z!==", "=Zg="])
    func brokenBase64IsRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}

@Suite struct GoDurationTests {
    @Test(arguments: [
        ("0", 0), ("10s", 10_000_000_000), ("1m30s", 90_000_000_000), ("500ms", 500_000_000),
        ("1.5h", 5_400_000_000_000), ("-2s", -2_000_000_000), ("1us", 1_000), ("1µs", 1_000),
        (".5s", 500_000_000), ("1h0m0.25s", 3_600_250_000_000), ("3ns", 3),
    ])
    func lengthsOfTimeAreRead(text: String, nanoseconds: Int) {
        #expect(GoDuration.parse(text).value == Interval(nanoseconds: Int64(nanoseconds)))
    }

    @Test(arguments: [
        ("zzz", "time: invalid duration \"zzz\""), ("", "time: invalid duration \"\""),
        ("10", "time: missing unit in duration \"10\""),
        ("1x", "time: unknown unit \"x\" in duration \"1x\""),
        (".s", "time: invalid duration \".s\""),
        ("9999999999h", "time: invalid duration \"9999999999h\""),
    ])
    func otherTextsAreRefusedInTheWordsOfGo(text: String, words: String) {
        #expect(GoDuration.parse(text).value == nil)
        #expect(GoDuration.parse(text).problem == words)
    }

    @Test(arguments: [
        (0, "0s"), (1, "1ns"), (1_500, "1.5µs"), (200_000_000, "200ms"), (2_500_000_000, "2.5s"),
        (10_000_000_000, "10s"), (60_000_000_000, "1m0s"), (86_400_000_000_000, "24h0m0s"),
        (3_600_250_000_000, "1h0m0.25s"), (-90_000_000_000, "-1m30s"), (1_001_000, "1.001ms"),
    ])
    func lengthsOfTimeArePrinted(nanoseconds: Int, text: String) {
        #expect(GoDuration.text(of: Interval(nanoseconds: Int64(nanoseconds))) == text)
    }
}

@Suite struct UUIDTextTests {
    @Test func bitsAndTextAreTheSame() throws {
        let text = UUIDText.make(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210)
        #expect(text == "01234567-89ab-cdef-fedc-ba9876543210")
        #expect(UUIDText.problem(of: text) == nil)
        let bits = try #require(UUIDText.bits(of: text))
        #expect(bits.high == 0x0123_4567_89ab_cdef && bits.low == 0xfedc_ba98_7654_3210)
    }

    @Test(arguments: [
        ("bad", "uuid string is wrong length"),
        ("0123456789ab-cdef-fedc-ba98765432100-", "uuid string is wrong length"),
        ("01234567+89ab-cdef-fedc-ba9876543210", "uuid is improperly formatted"),
    ])
    func otherTextsAreRefused(text: String, words: String) {
        #expect(UUIDText.problem(of: text) == words)
    }
}
