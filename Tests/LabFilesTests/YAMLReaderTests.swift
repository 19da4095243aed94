import LabModel
import Testing

@testable import LabFiles

struct YAMLReaderTests {
    private func tree(_ text: String) throws -> FileNode {
        let diagnostics = Diagnostics()
        let tree = YAMLReader(diagnostics: diagnostics).read(text, file: "y.yaml")
        try diagnostics.throwIfAny()
        return try #require(tree)
    }

    @Test func onlyTrueAndFalseAreTruthValues() throws {
        let tree = try tree("on: off\nyes: no\na: true\nb: False\nc: 'true'\n")
        #expect(tree.pairs?.map(\.key) == ["on", "yes", "a", "b", "c"])
        #expect(tree["on"]?.text == "off")
        #expect(tree["on"]?.flag == nil)
        #expect(tree["yes"]?.flag == nil)
        #expect(tree["a"]?.flag == true)
        #expect(tree["b"]?.flag == false)
        #expect(tree["c"]?.flag == nil)
    }

    @Test func scalarsHaveTheTypesOfYAML12() throws {
        let tree = try tree("[010, 0o10, 0x10, 1_000, 1:30, 5s, 1e3, .5, '5', ~, null, '']\n")
        let settings = try #require(tree.list).map(SettingReader.setting)
        #expect(
            settings == [
                .integer(10), .integer(8), .integer(16), .text("1_000"), .text("1:30"),
                .text("5s"), .decimal(1_000), .decimal(0.5), .text("5"), .null, .null, .text(""),
            ])
    }

    @Test func everyValueKnowsItsPlace() throws {
        let tree = try tree("a:\n  - b: [1, 'ü', x]\n    ü: {c: d}\n")
        let map = try #require(tree["a"]?.list?.first)
        let list = try #require(map["b"]?.list)
        #expect(list.map(\.location.column) == [9, 12, 17])
        #expect(list.map(\.location.line) == [2, 2, 2])
        #expect(map["ü"]?["c"]?.location == SourceLocation(file: "y.yaml", line: 3, column: 12))
    }

    @Test func anchorsAliasesAndMergesWork() throws {
        let tree = try tree(
            """
            base: &base {cpus: 1, run: [a]}
            more: &more {cpus: 2, disk: 1GB}
            one: {<<: *base, cpus: 4}
            two:
              <<: [*more, *base]
              memory: 1GB
            three: *base
            """)
        #expect(tree["one"]?["cpus"]?.text == "4")
        #expect(tree["one"]?["run"]?.list?.first?.text == "a")
        #expect(tree["two"]?.pairs?.map(\.key) == ["cpus", "disk", "run", "memory"])
        #expect(tree["two"]?["cpus"]?.text == "2")
        #expect(tree["three"]?["cpus"]?.text == "1")
    }

    @Test func commasWithinOneOfSplitNothing() throws {
        let tree = try tree(
            "{a: [one-of(x, one-of(y, z)), w], b: one-of(x, y), c: one-of(x, y)/s, d: 1}")
        #expect(tree["a"]?.list?.map(\.text) == ["one-of(x, one-of(y, z))", "w"])
        #expect(tree["b"]?.text == "one-of(x, y)")
        #expect(tree["c"]?.text == "one-of(x, y)/s")
        #expect(tree.pairs?.map(\.key) == ["a", "b", "c", "d"])
    }

    @Test func bracketsWithinPatternsAndVariablesAreNoYAML() throws {
        let tree = try tree(
            "{a: /[0-9]{2,3}/, b: [/x, '/[y]/'], c: {d: ${X:-[a, b]}}, e: /x, f: [/]}\ng: 1\n"
                .replacing("\ng: 1", with: ""))
        #expect(tree["a"]?.text == "/[0-9]{2,3}/")
        #expect(tree["b"]?.list?.map(\.text) == ["/x", "/[y]/"])
        #expect(tree["c"]?["d"]?.text == "${X:-[a, b]}")
        #expect(tree["e"]?.text == "/x")
        #expect(tree["f"]?.list?.map(\.text) == ["/"])
    }

    @Test func aFileWithCarriageReturnsIsReadTheSame() throws {
        let tree = try tree("a: 1\r\nb:\r\n  c: 2\r\n")
        #expect(tree["b"]?["c"]?.location.line == 3)
        let said = errors { () throws(FileError) in
            _ = try ScenarioLoader(directory: "/", environment: [:])
                .topology(text: "a: 1\r\nb: 2\r\n", file: "t.yaml")
        }
        #expect(said.contains("  2 | b: 2\n"))
    }

    @Test func aDocumentMayBeMarkedAndHaveAVersion() throws {
        #expect(try tree("%YAML 1.2\n---\na: 1\n...\n")["a"]?.text == "1")
    }

    @Test(arguments: [
        "a: &a [x]\nb: &b [*a, *a]\n*b : 1\n",
        "a: &a [*a]\n",
        "? {a: 1}\n: b\n",
        "[[[[",
        "a: b: c: d: e",
        "%TAG ! x\n",
        "\u{FEFF}a: 1",
        "!!binary x",
        "&a &b c",
        "'",
        "- - - - -",
        "{{{{}}}}",
    ])
    func whateverIsThereNothingTraps(_ text: String) {
        let diagnostics = Diagnostics()
        _ = YAMLReader(diagnostics: diagnostics).read(text, file: "y.yaml")
        #expect(diagnostics.count < 10)
    }

    /// Anchors of their own keep the aliases for each few; what they hold multiplies all the same.
    @Test(arguments: [0, 200])
    func keysThatMultiplyWithoutEndAreRefusedBeforeTheyAreCompared(plainAnchors: Int) {
        var text = (0..<plainAnchors).map { "p\($0): &p\($0) x\n" }.joined()
        text += "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        var last = "a"
        for name in "bcdefghijk" {
            let aliases = Array(repeating: "*\(last)", count: 10).joined(separator: ", ")
            text += "\(name): &\(name) [\(aliases)]\n"
            last = String(name)
        }
        let diagnostics = Diagnostics()
        _ = YAMLReader(diagnostics: diagnostics).read(
            text + "? [*k]\n: 1\n? [*k]\n: 2\n", file: "y.yaml")
        #expect(
            diagnostics.found.map(\.message) == [
                "more than a million values: do aliases multiply here?"
            ])
    }

    @Test func anAliasMeansTheLastAnchorOfItsNameBeforeIt() throws {
        let tree = try tree(
            """
            - &a one
            - *a
            - &a {key: *a}
            - *a
            - {&k name: 1}
            - {*k : 2}
            - [&b [*a], *b]
            """)
        let list = try #require(tree.list)
        #expect(list[1].text == "one")
        #expect(list[2]["key"]?.text == "one")
        #expect(list[3]["key"]?.text == "one")
        #expect(list[5]["name"]?.text == "2")
        #expect(list[6].list?[1].list?[0]["key"]?.text == "one")
        #expect(list[3].location.line == 3)
    }

    @Test func whatAnAliasDoesNotStandForIsSaidOnce() {
        let said = errors { () throws(FileError) in
            _ = try ScenarioLoader(directory: "/", environment: [:])
                .topology(text: "networks: *a\nhosts: *.x\n", file: "t.yaml")
        }
        #expect(said.components(separatedBy: "t.yaml:").count == 3, "\(said)")
    }

    @Test func starsThatAreNoAliasesStay() throws {
        let tree = try tree(
            "# all * of *them\na: 2 * 3\nb: '*x'\nc: \"*y\"\nd: |\n  *z\ne: a*b*\n'*.log': /.*[*]/\n"
        )
        #expect(
            ["a", "b", "c", "d", "e", "*.log"].map { tree[$0]?.text }
                == ["2 * 3", "*x", "*y", "*z\n", "a*b*", "/.*[*]/"])
    }

    @Test(arguments: [
        ("a: [*a]", "no anchor of that name stands before this alias", 5),
        ("a: &a [*a]", "no anchor of that name stands before this alias", 8),
        ("a: *.log", "a value that begins with '*' must be quoted", 4),
        ("a: *a b", "a value that begins with '*' must be quoted", 4),
        ("a: &a [x]\n*a : 1", "a key must be a plain text", 1),
        ("a: &a x\n*a : 1\n*a : 2", "'x' is given twice, first on line 2", 1),
        ("a: &x b\nb: 1\n*x : 2", "'b' is given twice, first on line 2", 1),
    ])
    func aliasesThatCannotBeAreRefusedInTheirPlaces(
        _ text: String, _ message: String, _ column: Int
    ) {
        let diagnostics = Diagnostics()
        _ = YAMLReader(diagnostics: diagnostics).read(text, file: "y.yaml")
        #expect(diagnostics.found.map(\.message) == [message])
        #expect(diagnostics.found.map(\.location?.column) == [column])
    }
}
