import LabNetwork
import Testing

@testable import LabPrograms

@Suite struct PatternTests {
    @Test(arguments: [
        ("n.*", "node", true), ("^n.*$", "node", true), ("^ode", "node", false),
        ("a|b", "xbx", true), ("^(a|bc)+$", "abcbca", true), ("^(a|bc)+$", "abcb", false),
        ("^a{2,3}$", "aa", true), ("^a{2,3}$", "aaaa", false), ("^a{2}$", "aa", true),
        ("^a{2,}$", "aaaaa", true), ("^a{2,}$", "a", false), ("[a-c]x", "bx", true),
        ("[^a-c]x", "bx", false), ("^[]a]+$", "]a", true), ("\\d+\\.\\d+", "v1.8", true),
        ("\\bnode\\b", "a node b", true), ("\\bnode\\b", "anode", false), ("", "", true),
        ("^$", "", true), ("^$", "x", false), ("a{x", "a{x", true), ("(?:ab)*c", "ababc", true),
        ("(?i)NODE", "node", true), ("^(a*)*$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false),
        ("^(a|a|b)?c", "bc", true), ("^((a|b)c|d)*$", "acdbcd", true), (".", "\n", false),
        ("^\\w[-\\w]*$", "web-1", true),
    ])
    func aPatternMatchesAsRE2Says(pattern: String, text: String, isMatch: Bool) throws {
        #expect(try #require(Pattern(pattern)).matches(text) == isMatch)
    }

    @Test(arguments: ["(", ")", "[a", "*a", "a\\", "(?P<n>a)", "a{3,2}", "[z-a]", "\\q"])
    func malformedPatternsAreRefused(pattern: String) {
        #expect(Pattern(pattern) == nil)
    }

    @Test func hugePatternsAreRefused() {
        #expect(Pattern("((a{200}){200}){200}") == nil)
        #expect(Pattern(String(repeating: "(", count: 10_000)) == nil)
    }

    @Test func randomPatternsNeverTrap() {
        var random = RandomStream(seed: 3)
        let alphabet = Array("ab()[]{}|*+?^$\\.,-0123dwb")
        for _ in 0..<5_000 {
            let length = Int(random.next() % 14)
            let text = String(
                (0..<length).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] })
            _ = Pattern(text)?.matches("abba 012 ab")
        }
    }
}
