extension GoldenCase {
    /// Files that are no YAML, or no YAML that can be meant.
    static let yamlSyntax: [GoldenCase] = [
        GoldenCase(
            "a tab in the indentation",
            """
            a:
            	b: 2
            """,
            """
            y.yaml:2:1: a tab in the indentation: YAML is indented with spaces
              2 | 	b: 2
                | ^
            """),
        GoldenCase(
            "a bracket that is not closed",
            """
            a: [1, 2
            b: 3
            """,
            """
            y.yaml:2:2: the '[' that opens on line 1 is not closed before this
              2 | b: 3
                |  ^
            """),
        GoldenCase(
            "a brace that is not closed at the end of the file",
            """
            a: {b: 1
            """,
            """
            y.yaml:1:9: the '{' that opens on line 1 is not closed before this
              1 | a: {b: 1
                |         ^
            """),
        GoldenCase(
            "a second colon",
            """
            a: b: c
            """,
            """
            y.yaml:1:5: a ':' that can't be here: quote the value, or check the indentation
              1 | a: b: c
                |     ^
            """),
        GoldenCase(
            "a quotation mark that is not closed",
            """
            a: "open
            b: 2
            """,
            """
            y.yaml:1:4: the quotation mark that opens here is never closed
              1 | a: "open
                |    ^
            """),
        GoldenCase(
            "a bound without quotes",
            """
            status: >= 500
            """,
            """
            y.yaml:1:9: a value that begins with '>' must be quoted
              1 | status: >= 500
                |         ^ write ">= 500"
            """),
        GoldenCase(
            "a value that begins with a sign of YAML's own",
            """
            a: @x
            b: 1
            """,
            """
            y.yaml:1:4: a value can't begin with '@': put it in quotes
              1 | a: @x
                |    ^
            """),
        GoldenCase(
            "an alias without an anchor",
            """
            a: *x
            """,
            """
            y.yaml:1:4: no anchor of that name stands before this alias
              1 | a: *x
                |    ^
            """),
        GoldenCase(
            "a star alone",
            """
            a: *
            """,
            """
            y.yaml:1:4: a value that begins with '*' must be quoted
              1 | a: *
                |    ^ write "*"
            """),
        GoldenCase(
            "an escape that there is none of",
            #"""
            matches: "\d+"
            """#,
            #"""
            y.yaml:1:11: no such escape in double quotes: use single quotes, or write \\
              1 | matches: "\d+"
                |           ^
            """#),
        GoldenCase(
            "an indentation that fits nothing",
            """
            a:
              b: 1
             c: 2
            """,
            """
            y.yaml:3:2: this line's indentation fits nothing that begins above it (what begins on line 1 stands in column 1)
              3 |  c: 2
                |  ^
            """),
        GoldenCase(
            "words without a colon",
            """
            a: 1
            just words
            b: 2
            """,
            """
            y.yaml:2:1: neither 'key: value' nor '- item': is a ':' missing?
              2 | just words
                | ^
            """),
        GoldenCase(
            "a second document",
            """
            a: 1
            ---
            b: 2
            """,
            """
            y.yaml:2:1: a second document begins here: a file holds one
              2 | ---
                | ^
            """),
        GoldenCase(
            "doubled keys, all of them",
            """
            a: 1
            a: 2
            b:
              on: 1
              on: 2
              'on': 3
            c: {x: 1, x: 2}
            """,
            """
            y.yaml:2:1: 'a' is given twice, first on line 1
              2 | a: 2
                | ^
            y.yaml:5:3: 'on' is given twice, first on line 4
              5 |   on: 2
                |   ^~
            y.yaml:6:3: 'on' is given twice, first on line 4
              6 |   'on': 3
                |   ^~~~
            y.yaml:7:11: 'x' is given twice, first on this line
              7 | c: {x: 1, x: 2}
                |           ^
            """),
        GoldenCase(
            "a key that is no text",
            """
            ? [a]
            : 1
            """,
            """
            y.yaml:1:3: a key must be a plain text
              1 | ? [a]
                |   ^
            """),
        GoldenCase(
            "words after a quoted text",
            """
            a: 'it''s' more
            """,
            """
            y.yaml:1:12: this belongs to nothing: check the quotes and the indentation before it
              1 | a: 'it''s' more
                |            ^
            """),
        GoldenCase(
            "a control character",
            "a: 1\nb: \u{1}",
            """
            y.yaml:2:4: control character U+0001: this is no text file, or it was damaged
              2 | b: ␁
                |    ^
            """),
        GoldenCase(
            "a NUL byte",
            "a: 1\nb\u{0}: 2",
            """
            y.yaml:2:2: control character U+0000: this is no text file, or it was damaged
              2 | b␀: 2
                |  ^
            """),
        GoldenCase(
            "a bracket within a value",
            """
            a: {matches: x[0-9]}
            """,
            """
            y.yaml:1:15: a '[' within a plain value: put the value in quotes
              1 | a: {matches: x[0-9]}
                |               ^
            """),
        GoldenCase(
            "a merge of something else than a mapping",
            """
            a: &x 5
            b: {<<: *x}
            """,
            """
            y.yaml:2:5: '<<' takes a mapping or a list of mappings, not '5'
              2 | b: {<<: *x}
                |     ^~
            """),
        GoldenCase(
            "a place behind letters that are several scalars",
            """
            n: {é́: 1, é́: 2}
            """,
            """
            y.yaml:1:11: 'é́' is given twice, first on this line
              1 | n: {é́: 1, é́: 2}
                |           ^
            """),
        GoldenCase(
            "a colon in a description",
            """
            description: Two hosts: a and b
            """,
            """
            y.yaml:1:23: a ':' that can't be here: quote the value, or check the indentation
              1 | description: Two hosts: a and b
                |                       ^
            """),
    ]
}
