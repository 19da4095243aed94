import LabModel
import LabTemplate
import Testing

struct TemplateTests {
    static let context: Setting = .map([
        .init("host", .map([.init("name", .text("host-1")), .init("address", .text("10.0.0.1"))])),
        .init(
            "servers",
            .list([
                .map([.init("name", .text("a")), .init("port", .integer(1))]),
                .map([.init("name", .text("b")), .init("port", .integer(2))]),
            ])),
        .init("tags", .list([.text("x"), .text("y")])), .init("empty", .list([])),
        .init("on", .flag(true)), .init("off", .flag(false)), .init("zero", .integer(0)),
        .init("ratio", .decimal(0.5)), .init("nothing", .null), .init("name", .text("outer")),
        .init("quote", .text("a \"b\" & <c>\n")),
    ])

    @Test(arguments: [
        // Variables: nothing is escaped, whatever the form.
        ("", ""), ("plain } text { with {braces}", "plain } text { with {braces}"),
        ("{{host.name}}/{{ host.address }}", "host-1/10.0.0.1"),
        ("{{quote}}{{{quote}}}{{& quote }}", String(repeating: "a \"b\" & <c>\n", count: 3)),
        ("{{zero}} {{ratio}} {{on}} {{off}}", "0 0.5 true false"),
        // Sections over lists, maps and truth values.
        (
            "[{{#servers}}{{name}}:{{port}}{{^last}}, {{/last}}{{/servers}}]", "[a:1, b:2]"
        ),
        ("{{#servers}}{{#first}}first {{/first}}{{index}} {{/servers}}", "first 1 2 "),
        ("{{#tags}}{{.}}{{^last}},{{/last}}{{/tags}}", "x,y"),
        ("{{#host}}{{name}}{{/host}} {{name}}", "host-1 outer"),
        ("{{#host}}{{ratio}}{{/host}}", "0.5"),
        ("{{#on}}yes{{/on}}{{#off}}no{{/off}}{{#empty}}no{{/empty}}", "yes"),
        ("{{#zero}}{{.}}{{/zero}}", "0"),
        ("{{#nowhere}}no{{/nowhere}}{{#nothing}}no{{/nothing}}", ""),
        (
            "{{^nowhere}}yes{{/nowhere}}{{^servers}}no{{/servers}}{{^host.none}}!{{/host.none}}",
            "yes!"
        ),
        ("{{#servers}}{{#tags}}{{name}}{{.}} {{/tags}}{{/servers}}", "ax ay bx by "),
        // Comments and delimiters.
        ("a{{! b\n c }}d", "ad"),
        ("{{=<% %>=}}{{name}} <%name%> <%={{ }}=%>{{name}}", "{{name}} outer outer"),
        // JSON.
        ("{{json(host)}}", #"{"name": "host-1", "address": "10.0.0.1"}"#),
        ("{{json(quote)}} {{json(tags)}} {{json(off)}}", #""a \"b\" & <c>\n" ["x", "y"] false"#),
        ("{{#tags}}{{json(.)}}{{/tags}}{{json(nothing)}}", #""x""y"null"#),
    ])
    func itIsFilledIn(_ text: String, _ expected: String) throws {
        #expect(try Template(text).render(Self.context) == expected)
    }

    @Test(arguments: [
        ("a\n{{#on}}\nb\n{{/on}}\nc\n", "a\nb\nc\n"),
        ("  {{#on}}  \r\nb\r\n\t{{/on}}\r\nc", "b\r\nc"),
        ("{{#on}}\nb\n{{/on}}", "b\n"),
        ("a {{#on}}\nb\n{{/on}} c", "a \nb\n c"),
        ("{{! only }}\n  {{! here }}\nx\n", "x\n"),
        ("{{#on}}{{/on}}\nx", "\nx"),
        ("  {{name}}\n", "  outer\n"),
        ("{{#servers}}\n- {{name}}\n{{/servers}}\n", "- a\n- b\n"),
        ("{{=| |=}}\n|name|\n", "outer\n"),
    ])
    func aLineOfATagAloneIsLeftOut(_ text: String, _ expected: String) throws {
        #expect(try Template(text).render(Self.context) == expected)
    }

    @Test(arguments: [
        ("a\nb {{host", "2:3: a template's '{{' is not closed"),
        ("{{#on}}x", "1:1: a template's '{{#on}}' is not closed"),
        ("é {{/on}}", "1:3: a template's '{{/on}}' closes nothing"),
        ("{{#on}}\n\n x{{/off}}", "3:3: a template's '{{/off}}' stands where '{{/on}}' should"),
        ("{{a b}}", "1:1: a template's '{{a b}}' names nothing"),
        ("{{}}", "1:1: a template's '{{}}' names nothing"),
        ("{{a..b}}", "1:1: a template's '{{a..b}}' names nothing"),
        ("{{>part}}", "1:1: a template can't have '{{>part}}': no partials"),
        ("{{=a=}}", "1:1: a template's delimiters are two words, as {{=<% %>=}}"),
        ("x\n{{host.adress}}", "2:1: there is no 'host.adress': 'host' has name, address"),
        ("{{host.name.first}}", "1:1: there is no 'host.name.first': 'host.name' has no parts"),
        ("{{tags}}", "1:1: 'tags' is a list: write {{#tags}}…{{/tags}}, or {{json(tags)}}"),
        ("{{host}}", "1:1: 'host' is a map: write {{#host}}…{{/host}}, or {{json(host)}}"),
        ("{{nothing}}", "1:1: 'nothing' has no value"),
        (
            "{{#host}}\n {{none}}{{/host}}",
            "2:2: there is no 'none': there are host, servers, tags, empty, on, off, zero, ratio, "
                + "nothing, name, quote, address"
        ),
    ])
    func aMistakeIsToldWithItsPlace(_ text: String, _ message: String) {
        let error = #expect(throws: TemplateError.self) {
            try Template(text).render(Self.context)
        }
        #expect(error?.description == message)
    }

    @Test func sectionsThatLieTooDeepAreRefused() {
        let text = String(repeating: "{{#a}}", count: 100_000)
        #expect(throws: TemplateError.self) { try Template(text) }
    }

    @Test func manyTagsOnOneLineTakeLittleTime() throws {
        let text = String(repeating: "{{name}} ", count: 50_000)
        #expect(try Template(text).render(Self.context).utf8.count == 50_000 * 6)
    }
}
